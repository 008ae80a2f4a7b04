import { equalInConstantTime, hmac } from './signature-internals.js';
import type { SignatureAlgorithm } from '../signature/index.js';
import { otherSignedUrls } from './signature-internals.js';
import { CATALOGUE } from './catalogue.js';
import type { ClaimedDigest } from './claimed-digests.js';
import { codesOf, type Stage, type Trial } from './trials.js';

export interface Match {
  readonly trial: Trial;
  /** The spelling of the URL that was signed. */
  readonly signedUrl: string;
  readonly digest: ClaimedDigest;
}

/** An HMAC over more bytes than these costs as much as several. */
const BYTES_OF_ONE_HMAC = 262_144;

/** Compares what may have been signed with what is claimed: each HMAC once, and within a budget. */
export class Search {
  hmacs = 0;
  readonly ruledOut = new Set<string>();
  private spent = 0;
  private readonly tried = new Map<Buffer, Set<string>>();
  private readonly algorithms: readonly SignatureAlgorithm[];

  /** @param claimed the one that the verifier reads first */
  constructor(private readonly claimed: readonly ClaimedDigest[]) {
    this.algorithms = [...new Set(claimed.map(({ algorithm }) => algorithm))];
  }

  run({ title, limit, trials }: Stage): Match | undefined {
    for (const trial of trials) {
      const match = this.try(trial, limit);
      if (match) return match;
      if (this.spent >= limit) {
        if (title) this.ruledOut.add(`${title}: the likeliest only`);
        return undefined;
      }
      this.ruleOut(trial);
    }
    if (title) this.ruledOut.add(title);
    return undefined;
  }

  private ruleOut(trial: Trial): void {
    const [code, ...others] = codesOf(trial);
    if (code !== undefined && others.length === 0) this.ruledOut.add(CATALOGUE[code].title);
  }

  private try(trial: Trial, limit: number): Match | undefined {
    const { url, content, key } = trial;
    const algorithms = codesOf(trial).length === 0 ? this.algorithms : this.algorithms.slice(0, 1);
    for (const signedUrl of [url.text, ...otherSignedUrls(url.text, content.scheme)]) {
      for (const part of content.parts) {
        for (const algorithm of algorithms) {
          if (this.spent >= limit) return undefined;
          const digest = this.compare(algorithm, key.value, signedUrl, part);
          if (digest) return { trial, signedUrl, digest };
        }
      }
    }
    return undefined;
  }

  private compare(
    algorithm: SignatureAlgorithm,
    key: string,
    url: string,
    part: Buffer,
  ): ClaimedDigest | undefined {
    if (!this.isNew(part, `${algorithm} ${url} ${key}`)) return undefined;
    this.hmacs++;
    this.spent += 1 + Math.floor((url.length + part.length) / BYTES_OF_ONE_HMAC);
    const expected = hmac({ algorithm, encoding: 'hex' }, key, url, part);
    return this.claimed.find(({ hex }) => equalInConstantTime(hex, expected));
  }

  private isNew(part: Buffer, rest: string): boolean {
    const tried = this.tried.get(part) ?? new Set();
    this.tried.set(part, tried);
    if (tried.has(rest)) return false;
    tried.add(rest);
    return true;
  }
}
