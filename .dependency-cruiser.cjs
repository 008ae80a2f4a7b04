/**
 * Imports run one way. Each layer may import the layers before it, and nothing else of lib/. Members of one layer do not
 * import each other.
 */
const layers = [
  // The leaves of the face: every layer may name them.
  ['^lib/signalwire-webhook\\.(configuration-error|tokens)\\.ts$'],
  ['^lib/errors/'],
  ['^lib/signature/'],
  ['^lib/signalwire-webhook\\.exception\\.ts$'],
  ['^lib/webhooks/', '^lib/logging/', '^lib/diagnosis/(?!nest/)'],
  ['^lib/request/'],
  ['^lib/keys/', '^lib/verified/'],
  ['^lib/credentials/', '^lib/response/'],
  ['^lib/once/'],
  ['^lib/telemetry/'],
  // The options are put together of what the folders declare; the routes read them.
  ['^lib/diagnosis/nest/diagnostics-options\\.ts$', '^lib/startup/preflight-options\\.ts$'],
  ['^lib/signalwire-webhook\\.options\\.ts$'],
  ['^lib/routes/'],
  ['^lib/startup/', '^lib/diagnosis/nest/', '^lib/integrations/', '^lib/decorators/'],
  // The face.
  ['^lib/signalwire-webhook\\.(verifier|interceptor|urls)\\.ts$'],
  ['^lib/signalwire-webhook\\.(guard|marker)\\.ts$'],
  ['^lib/signalwire-webhook\\.(decorator|module-definition)\\.ts$'],
  ['^lib/signalwire-webhook\\.module\\.ts$'],
  ['^lib/index\\.ts$'],
  ['^lib/testing/'],
  ['^lib/tools/cli/', '^lib/tools/schematics/'],
];

const oneWay = layers.flatMap((members, depth) =>
  members.map((member) => ({
    name: `one-way: ${member}`,
    comment:
      'Imports run one way: see the layers in .dependency-cruiser.cjs and docs/concepts/architecture.md.',
    severity: 'error',
    from: { path: member, ...(depth > 0 && { pathNot: layers.slice(0, depth).flat() }) },
    to: { path: '^lib/', pathNot: [...layers.slice(0, depth).flat(), member] },
  })),
);

module.exports = {
  forbidden: [
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    ...oneWay,
    {
      name: 'a-layer-for-each-file',
      comment: 'Give the folder a place among the layers.',
      severity: 'error',
      from: { path: '^lib/', pathNot: layers.flat() },
      to: {},
    },
    {
      name: 'two-doors',
      comment: 'The other folders use lib/signature/ through index.ts (public), internal.ts and options/.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/signature/' },
      to: { path: '^lib/signature/', pathNot: '^lib/signature/(index\\.ts$|internal\\.ts$|options/)' },
    },
    {
      name: 'no-tool-at-run-time',
      comment: 'Nothing that serves a request imports a tool or the test helpers.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/(tools|testing)/' },
      to: { path: '^lib/(tools|testing)/' },
    },
    {
      name: 'nest-add-stands-alone',
      comment: 'nest add loads nothing of the library, of Nest or of @angular-devkit.',
      severity: 'error',
      from: { path: '^lib/tools/schematics/' },
      to: { path: ['^lib/', 'node_modules'], pathNot: '^lib/tools/schematics/' },
    },
    {
      name: 'pure',
      comment: 'signature/, webhooks/ and the engine of diagnosis/ know nothing of Nest.',
      severity: 'error',
      from: { path: '^lib/(signature|webhooks|diagnosis/(?!nest/))' },
      to: { path: 'node_modules' },
    },
    {
      name: 'no-network',
      comment: 'signature/, webhooks/ and the engine of diagnosis/ do not load the network modules of Node.',
      severity: 'error',
      from: { path: '^lib/(signature|webhooks|diagnosis/(?!nest/))' },
      to: { dependencyTypes: ['core'], path: '^(node:)?(http|https|http2|net|tls|dgram|dns)$' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'node_modules/@types' },
  },
};
