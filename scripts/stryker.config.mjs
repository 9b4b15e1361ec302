// `npm run test:mutation`: do the pure tests notice it when a rule, or a reader of documents, is wrong?
import { fileURLToPath } from 'node:url';

// Each mutant costs the tests that reach it once more: few cases each find nearly all that many do.
process.env['ESI_STATE_CASES'] ??= '0.02';

export default {
  mutate: [
    'src/judge/**/*.ts',
    'src/stages/**/*.ts',
    // Documents for the rules' examples: data of tests.
    '!src/judge/rules/example*.ts',
    // May say less than the rules at any time: most of its mutants do only that. Properties hold it against the rules.
    '!src/judge/quick/**',
  ],
  plugins: ['@stryker-mutator/tap-runner', fileURLToPath(new URL('mutation-prose.mjs', import.meta.url))],
  ignorers: ['prose'],
  // Once, with all mutants in it; each run then switches one of them on.
  buildCommand: 'tsc -p test/tsconfig.json',
  ignorePatterns: ['.build*', '.cache', 'coverage', 'dist*', '*.tgz'],
  testRunner: 'tap',
  tap: {
    // Those that kill most in the least time first: a mutant's run ends at the first test file that fails.
    testFiles: [
      'judge/rules',
      'judge/blame',
      'judge/at-work',
      'judge/evidence',
      'judge/facts',
      'judge/verdict',
      'judge/findings',
      'judge/known',
      'stages/documents',
      'stages/statuses',
      'stages/keys',
      'stages/config',
      'stages/json',
      'stages/difference',
      'stages/singular',
      'stages/json-hostile',
      'stages/json-python',
      'judge/unnoticed',
    ].map((name) => `.build/test/${name}.test.js`),
    nodeArgs: ['--test-reporter=tap', '-r', '{{hookFile}}', '{{testFile}}'],
    forceBail: true,
  },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 30_000,
  reporters: ['clear-text', 'progress-append-only', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
};
