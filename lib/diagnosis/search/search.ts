import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

import type { SignatureAlgorithm } from '../../signature/index.js';
import { tryOrUndefined } from '../try-or-undefined.js';
import { partsOf, type SignedBody, type SignedPart } from '../body/signed-body.js';
import type { WorkLimit } from '../work-limit.js';
import type { Candidate, Change, KeyCandidate } from '../candidate.js';
import { sha256 } from '../received-request.js';
import type { ReceivedDigest } from '../signature/received-digests.js';
import { signedVariants } from '../url/url-parts.js';
import { combinationsOf, type Step } from './combinations.js';

export interface Match {
  readonly changes: readonly Change[];
  readonly candidate: Candidate;
  /** The variant of the URL that was signed. */
  readonly signedUrl: string;
  readonly part: SignedPart;
  readonly key: KeyCandidate;
  readonly digest: ReceivedDigest;
}

/** Changes that were tried without a match. */
export interface Tried {
  readonly single: readonly Change[];
  /** Number of combinations of two changes. */
  readonly pairs: number;
  /** Number of combinations of three changes. */
  readonly triples: number;
  /** Whether all combinations were tried. */
  readonly isComplete: boolean;
}

interface KnownPart extends SignedPart {
  readonly number: number;
}

/** `nothing` if the content type is never signed, or if all variants were tried before. */
type Outcome = Match | 'tried' | 'nothing' | 'stopped';

/** Compares candidates with the received digests, the likeliest candidate first. It computes each HMAC once, within the work limit. */
export class Search {
  private readonly single: Change[] = [];
  private readonly combined = { 2: 0, 3: 0 };
  private isComplete = false;
  private readonly seen = new Set<string>();
  private readonly compared = new Set<string>();
  private partCount = 0;
  private readonly known = new Map<string, readonly KnownPart[]>();
  private readonly partsOfBody = new WeakMap<SignedBody, readonly KnownPart[]>();
  private readonly keyObjects = new Map<string, KeyObject>();
  private readonly keyNumbers = new Map<string, number>();
  private readonly algorithms: readonly SignatureAlgorithm[];

  /**
   * @param receivedDigests the digests, with the verifier's digest first
   * @param bodyHashes the values of `bodySHA256`
   */
  constructor(
    private readonly receivedDigests: readonly ReceivedDigest[],
    private readonly bodyHashes: readonly string[],
    private readonly workLimit: WorkLimit,
  ) {
    this.algorithms = [...new Set(receivedDigests.map(({ algorithm }) => algorithm))];
  }

  get tried(): Tried {
    const { single, combined, isComplete } = this;
    return { single, pairs: combined[2], triples: combined[3], isComplete };
  }

  run(base: Candidate, changes: readonly Change[]): Match | undefined {
    const first = this.try([], base);
    if (typeof first === 'object') return first;
    this.isNew(base);
    for (const { changes: combined, from, rest } of combinationsOf(changes, (change) =>
      this.applyAlone(change, base),
    )) {
      const candidate = this.apply(rest, from);
      const outcome = candidate ? this.try(combined, candidate) : 'nothing';
      if (typeof outcome === 'object') return outcome;
      if (outcome === 'stopped' || this.workLimit.isSpent) return undefined;
      if (outcome === 'tried') this.record(combined);
    }
    this.isComplete = true;
    return undefined;
  }

  private record(changes: readonly Change[]): void {
    const [change, second, third] = changes;
    if (change && !second) this.single.push(change);
    else this.combined[third ? 3 : 2]++;
  }

  /** Returns `undefined` if the change makes no difference, neither alone nor after a different change. */
  private applyAlone(change: Change, base: Candidate): Step | undefined {
    const candidate = this.apply([change], base);
    if (!candidate) return undefined;
    if (this.isNew(candidate)) return { change, candidate, isIdle: false };
    const mayFollow = change.aspect === 'body' || change.aspect === 'query';
    return mayFollow && this.fingerprint(candidate) === this.fingerprint(base)
      ? { change, candidate, isIdle: true }
      : undefined;
  }

  /** Applies the changes in order. The work limit is checked before each change. */
  private apply(changes: readonly Change[], from: Candidate): Candidate | undefined {
    let candidate: Candidate | undefined = from;
    for (const change of changes) {
      const before: Candidate = candidate;
      const cost = tryOrUndefined(() => change.cost(before));
      if (cost === undefined || !this.workLimit.mayGenerate(cost)) return undefined;
      candidate = tryOrUndefined(() => change.apply(before));
      if (!candidate) return undefined;
    }
    return candidate;
  }

  private isNew(candidate: Candidate): boolean {
    const fingerprint = this.fingerprint(candidate);
    if (this.seen.has(fingerprint)) return false;
    this.seen.add(fingerprint);
    return true;
  }

  /** Returns equal texts for candidates with equal signed bytes and equal keys. */
  private fingerprint({ url, body, keys }: Candidate): string {
    const parts = this.signedParts(body).map(({ number }) => number);
    const numbers = keys.map((key) => this.numberOf(key.value));
    return `${parts.join()} ${numbers.join()} ${url}`;
  }

  private try(changes: readonly Change[], { keys, ...rest }: Candidate): Outcome {
    const algorithms = changes.length === 0 ? this.algorithms : this.algorithms.slice(0, 1);
    const parts = this.signedParts(rest.body);
    const before = this.compared.size;
    for (const part of parts) {
      for (const signedUrl of signedVariants(rest.url, rest.parts, part.signatureFormat)) {
        for (const key of keys) {
          for (const algorithm of algorithms) {
            const digest = this.compare(algorithm, key.value, signedUrl, part);
            if (digest === 'stopped') return digest;
            if (digest) return { changes, candidate: { ...rest, keys }, signedUrl, part, key, digest };
          }
        }
      }
    }
    return this.compared.size === before ? 'nothing' : 'tried';
  }

  private compare(
    algorithm: SignatureAlgorithm,
    key: string,
    url: string,
    part: KnownPart,
  ): ReceivedDigest | 'stopped' | undefined {
    const id = `${algorithm} ${this.numberOf(key)} ${part.number} ${url}`;
    if (this.compared.has(id)) return undefined;
    if (!this.workLimit.mayHmac(key.length + url.length + part.bytes.length)) return 'stopped';
    this.compared.add(id);
    const expected = createHmac(algorithm, this.keyOf(key)).update(url).update(part.bytes).digest();
    return this.receivedDigests.find((digest) => digest.matches(expected));
  }

  /** Equal parts of different bodies have one number, so each is compared once. */
  private signedParts(body: SignedBody): readonly KnownPart[] {
    const known = this.partsOfBody.get(body);
    if (known) return known;
    const parts = [...this.hashedPart(body), ...partsOf(body)].map((part) => this.keep(part));
    this.partsOfBody.set(body, parts);
    return parts;
  }

  private keep({ signatureFormat, bytes }: SignedPart): KnownPart {
    const alike = this.known.get(`${signatureFormat} ${bytes.length}`) ?? [];
    const known = alike.find((part) => part.bytes.equals(bytes));
    if (known) return known;
    const part = { signatureFormat, bytes, number: this.partCount++ };
    this.known.set(`${signatureFormat} ${bytes.length}`, [...alike, part]);
    return part;
  }

  /** If the URL contains the hash of this JSON, only the URL is signed. */
  private hashedPart(body: SignedBody): SignedPart[] {
    const [bodyHash, second] = this.bodyHashes;
    if (body.kind !== 'json' || bodyHash === undefined || second !== undefined) return [];
    const isHashed = this.workLimit.mayHash(body.bytes.length) && sha256(body.bytes) === bodyHash;
    return isHashed ? [{ signatureFormat: 'cxml', bytes: Buffer.alloc(0) }] : [];
  }

  /** Creates each key object once. */
  private keyOf(key: string): KeyObject {
    const known = this.keyObjects.get(key) ?? createSecretKey(key, 'utf8');
    this.keyObjects.set(key, known);
    return known;
  }

  private numberOf(key: string): number {
    const number = this.keyNumbers.get(key) ?? this.keyNumbers.size;
    this.keyNumbers.set(key, number);
    return number;
  }
}
