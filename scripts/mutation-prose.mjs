// For stryker.config.mjs: what is said to people, and the examples (which are tests already), is not mutated.
const PROSE = new Set(['holds', 'meaning', 'why', 'repair', 'message', 'examples']);

const isProse = ({ node }) => node.type === 'ObjectProperty' && PROSE.has(node.key.name);

export const strykerPlugins = [
  {
    kind: 'Ignore',
    name: 'prose',
    value: {
      shouldIgnore: (path) => (isProse(path) ? 'prose and examples' : undefined),
    },
  },
];
