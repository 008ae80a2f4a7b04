/**
 * Imports run one way. Each layer may import the layers before it, and nothing else of lib/. What stands in one layer
 * with others does not import them.
 */
const layers = [
  ['^lib/signalwire-webhook\\.(configuration-error|tokens)\\.ts$'],
  ['^lib/signature/', '^lib/errors/'],
  ['^lib/schematics/', '^lib/logging/', '^lib/webhooks/', '^lib/diagnosis/', '^lib/request/'],
  ['^lib/response/'],
  ['^lib/keys/', '^lib/once/'],
  ['^lib/basic-auth/', '^lib/health/', '^lib/payload/'],
  ['^lib/signalwire-webhook\\.exception\\.ts$'],
  ['^lib/diagnostics/diagnostics-options\\.ts$', '^lib/preflight/preflight-options\\.ts$', '^lib/telemetry/'],
  ['^lib/signalwire-webhook\\.options\\.ts$'],
  ['^lib/routes/', '^lib/refusal/', '^lib/preflight/', '^lib/testing/'],
  ['^lib/diagnostics/', '^lib/openapi/', '^lib/decorators/', '^lib/registration/', '^lib/cli/'],
  ['^lib/signalwire-webhook\\.verifier\\.ts$', '^lib/signalwire-webhook\\.interceptor\\.ts$'],
  ['^lib/signalwire-webhook\\.guard\\.ts$', '^lib/signalwire-webhook\\.marker\\.ts$'],
  [
    '^lib/signalwire-webhook\\.decorator\\.ts$',
    '^lib/signalwire-webhook\\.module-definition\\.ts$',
    '^lib/(redis|postgres|opentelemetry)/',
  ],
  ['^lib/signalwire-webhook\\.module\\.ts$'],
  ['^lib/index\\.ts$'],
];

const oneWay = layers.flatMap((members, depth) =>
  members.map((member) => ({
    name: `one-way: ${member}`,
    comment: 'Imports run one way: see the layers in .dependency-cruiser.cjs and docs/architecture.md.',
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
      name: 'nest-add-stands-alone',
      comment: 'nest add loads nothing of the library, of Nest or of @angular-devkit.',
      severity: 'error',
      from: { path: '^lib/schematics/' },
      to: { path: ['^lib/', 'node_modules'], pathNot: '^lib/schematics/' },
    },
    {
      name: 'pure',
      comment: 'signature/, diagnosis/ and webhooks/ know nothing of Nest.',
      severity: 'error',
      from: { path: '^lib/(signature|diagnosis|webhooks)/' },
      to: { path: 'node_modules' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'node_modules/@types' },
  },
};
