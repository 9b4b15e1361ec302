// The sentences of docs/architecture.md about who may know whom. `npm run structure` checks them, and
// test/structure.test.ts puts a forbidden import in for each.

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

const VIEWS = '^src/commands/[^/]+/(views|formats)/';
const CORE = '^src/((stages|judge|secrets|repair/plan)/|clock/notes\\.ts$)';
/** Pure by folder: what goes in decides what comes out. */
const PURE = `${CORE}|^src/drawing/|${VIEWS}|^src/suggestion\\.ts$`;

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
      '^src/repair/plan/',
      '^src/(stages/|judge/|repair/|store/source\\.ts$|errors\\.ts$|suggestion\\.ts$)',
    ),
    never('plan-has-no-journal', 'Nor the parts that write.', '^src/repair/plan/', '^src/repair/apply'),
    only(
      'secrets-beside-judge',
      'What is masked follows from the stages, what was found in them, and what is written to them.',
      '^src/secrets/',
      '^src/(secrets/|stages/|judge/finding\\.ts$|repair/(plan/|journal/entry\\.ts$))',
    ),
    {
      name: 'pure-has-no-effects',
      comment: 'No file, network, clock or process in what is pure; bytes are none of these.',
      severity: 'error',
      from: { path: PURE },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?buffer$' },
    },
    never('core-is-ours', 'No packages in the core.', CORE, 'node_modules'),

    {
      name: 'verbs-apart',
      comment: 'What two verbs share has the name of its domain, and a folder of its own.',
      severity: 'error',
      from: { path: '^src/commands/([^/]+)/' },
      to: { path: '^src/commands/[^/]+/', pathNot: '^src/commands/$1/' },
    },
    {
      name: 'views-see-results',
      comment:
        'A view is made from a result: stages, findings and plans, drawn. Of the store it knows types.',
      severity: 'error',
      from: { path: VIEWS },
      to: {
        path: '^src/',
        pathNot: [
          '^src/(stages|judge|judging|secrets|drawing|repair/plan)/',
          '^src/repair/journal/entry\\.ts$',
          '^src/store/(source|probe)\\.ts$',
          '^src/suggestion\\.ts$',
          '^src/clock/notes\\.ts$',
          '^src/commands/[^/]+/(result|mask|flags)\\.ts$',
          VIEWS,
          '^src/commands/verify/baseline/',
        ],
      },
    },
    never(
      'verbs-on-top',
      'Only the command line knows verbs.',
      '^src/',
      '^src/commands/',
      '^src/(main\\.ts$|cli/|commands/)',
    ),
    never(
      'line-on-top',
      'The line that is typed is read before all else.',
      '^src/',
      '^src/cli/',
      '^src/(main\\.ts$|cli/)',
    ),
    only(
      'drawing-is-below',
      'Drawing knows what is drawn, and no verb.',
      '^src/drawing/',
      '^src/(drawing|stages|judge|judging/results|repair/plan|secrets|suggestion|clock/notes)',
    ),
    never(
      'store-below',
      'A store knows keys and bytes, not who asks for them.',
      '^src/store/',
      '^src/(settings|terminal|drawing|judging|judge|repair|repairing)/',
    ),
    only('clock-below', 'Times of revisions are numbers in files.', '^src/clock/', '^src/(clock|files)/'),
    only(
      'system-below',
      'What the operating system tells.',
      '^src/system/',
      '^src/(system/|files/|errors\\.ts$)',
    ),
    never(
      'masks-are-the-gate',
      'Only what has masked each stored value says so.',
      '^src/',
      '^src/secrets/pass\\.ts$',
      '^src/commands/[^/]+/mask\\.ts$',
    ),

    {
      name: 'files-in-one-place',
      comment:
        'src/files opens, checks, reads and writes whatever an operator names, so that nothing hangs on a pipe and no ' +
        'device is replaced. Apart are /proc, the terminal, and standard output.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: '^src/(files/|system/processes\\.ts$|terminal/(question|standard-output)\\.ts$)',
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
      'tables-in-drawing',
      'Only what draws has looks.',
      '^src/',
      'node_modules/(cli-table3|chalk)/',
      '^src/drawing/',
    ),
    never(
      'parser-in-cli',
      'Only the command line parses argv.',
      '^src/',
      'node_modules/commander/',
      '^src/cli/',
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
