/**
 * What a shell loads. Each script hands the words up to the cursor to `esi-state __complete` and offers what comes back:
 * a value and a tab and what it is about on each line, and last what to do with them.
 */

export type Shell = 'bash' | 'zsh' | 'fish';

const BASH = `# bash completion for esi-state. For this shell, or in ~/.bashrc for each:
#   source <(esi-state completion bash)
_esi_state() {
  local rest=\${COMP_LINE:0:COMP_POINT} word trimmed value about i skip= what=
  local -a words=()
  # bash breaks words at = and : too; what stands together is one word here.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    trimmed=\${rest#"\${rest%%[![:space:]]*}"}
    word=\${COMP_WORDS[i]}
    if ((i == COMP_CWORD)); then word=$trimmed; fi
    if ((i == 0)) || [[ $trimmed != "$rest" ]]; then
      words+=("$word")
    else
      words[\${#words[@]} - 1]+=$word
    fi
    rest=\${trimmed#"$word"}
  done
  # It replaces only what stands behind the last break.
  if [[ $COMP_WORDBREAKS == *:* && $trimmed == *:* ]]; then skip=\${word%"\${word##*:}"}; fi
  word=\${words[\${#words[@]} - 1]}
  for i in : =; do
    if [[ $COMP_WORDBREAKS == *$i* && \${word#"$skip"} == *$i* ]]; then skip=\${word%"\${word##*$i}"}; fi
  done
  local tool=\${words[0]/#\\~/$HOME}
  if ! type -P "$tool" >/dev/null; then tool=esi-state; fi
  COMPREPLY=()
  while IFS=$'\\t' read -r value about; do
    if [[ $value == :* ]]; then what=$value; else COMPREPLY+=("\${value#"$skip"}"); fi
  done < <("$tool" __complete bash -- "\${words[@]:1}" 2>/dev/null)
  case $what in
    :open) compopt -o nospace ;;
    :files) compopt -o default ;;
    :folders) compopt -o dirnames ;;
  esac 2>/dev/null
}
complete -F _esi_state esi-state
`;

const ZSH = `#compdef esi-state
# zsh completion for esi-state. As the file _esi-state in a folder of $fpath, or in ~/.zshrc behind compinit:
#   source <(esi-state completion zsh)
_esi-state() {
  local tool=\${(Q)words[1]/#\\~/$HOME} line what value
  local -a found open
  whence -p -- $tool >/dev/null || tool=esi-state
  for line in "\${(@f)$($tool __complete zsh -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}"; do
    value=\${\${line%%$'\\t'*}//:/\\\\:}
    case $line in
      :*) what=$line ;;
      *$'\\t'?*) found+=("$value:\${line#*$'\\t'}") ;;
      ?*) found+=("$value") ;;
    esac
  done
  case $what in
    :files | :folders)
      [[ $PREFIX == --*=* ]] && compset -P '*='
      if [[ $what == :files ]]; then _files; else _files -/; fi
      return ;;
    :open) open=(-S '') ;;
  esac
  _describe -t values 'esi-state' found "\${open[@]}"
}
if [[ $funcstack[1] == _esi-state ]]; then _esi-state "$@"; else compdef _esi-state esi-state; fi
`;

const FISH = `# fish completion for esi-state. Once, for all shells to come:
#   esi-state completion fish > ~/.config/fish/completions/esi-state.fish
# False where a file is due: then fish completes by itself, which knows of ~ and of --option=FILE.
function __esi_state_ask
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l tool $words[1]
    set -e words[1]
    type -q -- $tool; or set tool esi-state
    set -g __esi_state_found ($tool __complete fish -- $words "$current" 2>/dev/null)
    set -l what $__esi_state_found[-1]
    set -e __esi_state_found[-1]
    test "$what" != :files -a "$what" != :folders
end
complete -c esi-state -e
complete -c esi-state -n __esi_state_ask -f -a '$__esi_state_found'
`;

export const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
