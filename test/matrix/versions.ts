export const NEST_MAJORS = [10, 11, 12] as const;
export type NestMajor = (typeof NEST_MAJORS)[number];

export const NODE_MAJORS = [20, 22, 24, 26] as const;
export const TYPESCRIPTS = ['5.4', '5.9', '6.0', '7.0'] as const;
export type TypeScript = (typeof TYPESCRIPTS)[number];
export const FORMATS = ['esm', 'cjs'] as const;
export type Format = (typeof FORMATS)[number];
export const ADAPTERS = ['express', 'fastify'] as const;
export type Adapter = (typeof ADAPTERS)[number];

/** The compiler that each major's consumers build with. */
export const COMPILERS: Readonly<Record<NestMajor, TypeScript>> = { 10: '5.4', 11: '5.9', 12: '6.0' };

const NEST_PACKAGES = ['common', 'core', 'platform-express', 'platform-fastify', 'testing'];

/** What every consumer has: Nest of its major, and the compilers side by side. */
export function consumerDependencies(
  major: NestMajor,
  tarball: string,
  compilers: readonly TypeScript[],
): Record<string, string> {
  return {
    'nestjs-signalwire-webhook': `file:${tarball}`,
    ...Object.fromEntries(NEST_PACKAGES.map((name) => [`@nestjs/${name}`, `^${major}.0.0`])),
    'reflect-metadata': '^0.2.0',
    rxjs: '^7.8.0',
    '@types/node': '^20.0.0',
    '@types/express': major === 10 ? '^4.0.0' : '^5.0.0',
    ...Object.fromEntries(
      compilers.map((version) => [`typescript-${version}`, `npm:typescript@~${version}.0`]),
    ),
  };
}

/** The test runners as `nest new` sets them up, bundlers and serverless adapters. */
export function toolDependencies(major: NestMajor): Record<string, string> {
  const jest = {
    jest: '^30.0.0',
    '@jest/globals': '^30.0.0',
    'ts-jest': '^29.4.0',
    typescript: `~${COMPILERS[major]}.0`,
  };
  const serverless = { '@codegenie/serverless-express': '^5.0.0', '@fastify/aws-lambda': '^6.0.0' };
  if (major === 10) return {};
  if (major === 11) return { ...jest, ...serverless, webpack: '^5.0.0', esbuild: '^0.28.0' };
  return { ...jest, ...serverless, vitest: '^4.1.0', '@rspack/core': '^2.0.0', esbuild: '^0.28.0' };
}
