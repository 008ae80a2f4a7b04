/** The package's `exports` hide its types from `NodeNext` resolution; this names them. */
declare module '@signalwire/compatibility-api' {
  // An ambient module cannot import by a relative path.
  // eslint-disable-next-line @typescript-eslint/consistent-type-imports
  type Package = typeof import('../../node_modules/@signalwire/compatibility-api/compatibility-api.js');
  export const RestClient: Package['RestClient'];
}
