// The sentences of docs/architecture.md about who may know whom. `npm run structure` checks them.

/** Modules under `from` may reach nothing of ours but `to`. */
const only = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: '^src/', pathNot: to },
});

/** Modules under `from`, but for `except`, may not reach `to`. */
const never = (name, comment, from, to, except) => ({
  name,
  comment,
  severity: 'error',
  from: except === undefined ? { path: from } : { path: from, pathNot: except },
  to: { path: to },
});

const PURE = '^src/(stages|judge|secrets|repair/(derive|plan)|suggestion\\.ts$)';

export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Modules that need each other are one module.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'A module that nothing uses and that uses nothing.',
      severity: 'error',
      from: { orphan: true, path: '^src/' },
      to: {},
    },
    {
      name: 'resolvable',
      comment:
        'An import that is not found, or of a package that package.json does not name for use at run time.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['unknown', 'undetermined', 'npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },

    only('stages-alone', 'The documents know nothing but each other.', '^src/stages/', '^src/stages/'),
    only('judge-on-stages', 'A verdict follows from the stages.', '^src/judge/', '^src/(stages|judge)/'),
    only(
      'plan-is-pure',
      'A plan is a value made from stages and verdict; of the store it knows the interface.',
      '^src/repair/(derive|plan)',
      '^src/(stages/|judge/|repair/|store/source\\.ts$|errors\\.ts$|suggestion\\.ts$)',
    ),
    only(
      'secrets-beside-judge',
      'What is masked follows from the stages, what was found in them, and what is written to them.',
      '^src/secrets/',
      '^src/(secrets/|stages/|judge/finding\\.ts$|repair/(changes|plan|stored-value|journal/entry)\\.ts$)',
    ),
    {
      name: 'pure-has-no-effects',
      comment: 'No file, network, clock or process in what is pure; bytes are none of these.',
      severity: 'error',
      from: { path: PURE },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?buffer$' },
    },
    never('pure-is-ours', 'No packages in what is pure.', PURE, 'node_modules'),
    {
      ...never('pure-repair-has-no-journal', 'Nor the parts that write.', '^src/repair/(derive|plan)', '.*'),
      to: { path: '^src/repair/(apply|journal)' },
    },

    never(
      'store-below',
      'A store knows keys and bytes, not who asks for them.',
      '^src/store/',
      '^src/(cli|commands|report|judge|repair)/',
    ),
    never(
      'report-knows-results',
      'A report is made of results alone.',
      '^src/report/',
      '^src/(store/etcd|main|cli/)',
    ),
    {
      name: 'report-knows-no-verb',
      comment: 'Of the commands it knows what they return.',
      severity: 'error',
      from: { path: '^src/report/' },
      to: { path: '^src/commands/', pathNot: '^src/commands/results\\.ts$' },
    },
    never(
      'commands-on-top',
      'Only the command line runs commands.',
      '^src/',
      '^src/commands/',
      '^src/(main\\.ts|cli/|commands/|report/)',
    ),
    never(
      'throwaway-apart',
      'The throwaway etcd is for demo, tests and benches, and is not in the package.',
      '^src/',
      '^src/store/throwaway/',
      '^src/store/throwaway/',
    ),

    {
      name: 'files-in-one-place',
      comment:
        'src/files opens, checks, reads and writes whatever an operator names, so that nothing hangs on a pipe and no ' +
        'device is replaced. Apart are /proc, the terminal, and standard output.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: '^src/(files/|cli/(processes|question|standard-output)\\.ts$|store/throwaway/)',
      },
      to: { path: '^(node:)?fs(/promises)?$' },
    },
    never('files-alone', 'Files know nothing of what is in them.', '^src/files/', '^src/(?!files/)'),
    never(
      'etcd-client-behind-store',
      'So that it can be replaced; reads are made without it, for loading it takes long.',
      '^src/',
      'node_modules/(etcd3|@grpc)/',
      '^src/store/etcd/etcd3/',
    ),
    never(
      'tables-in-report',
      'Only a report has looks.',
      '^src/',
      'node_modules/(cli-table3|chalk)/',
      '^src/report/',
    ),
    never(
      'parser-in-cli',
      'Only the command line parses argv.',
      '^src/',
      'node_modules/commander/',
      '^src/(cli/|main\\.ts$)',
    ),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    // An import of a type is knowledge too.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
