import type { SigningKeyResolverFunction } from 'nestjs-signalwire-webhook';

/** A store of keys by project, which counts what it is asked. */
export class KeyStore {
  readonly asked: (string | undefined)[] = [];
  readonly keys: Record<string, string | null>;
  isDown = false;

  constructor(keys: Record<string, string | null>) {
    this.keys = { ...keys };
  }

  readonly resolve: SigningKeyResolverFunction = async ({ project, claimedProjectId }) => {
    const name = project ?? claimedProjectId;
    this.asked.push(name);
    await new Promise((resolve) => setImmediate(resolve));
    if (this.isDown) throw new Error('postgres://user:password@db');
    return name === undefined ? null : this.keys[name];
  };
}
