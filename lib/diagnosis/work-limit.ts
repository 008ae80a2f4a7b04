/**
 * Maximum number of HMACs that one diagnosis computes, in addition to those of the verification.
 */
export const MAX_DIAGNOSIS_HMACS = 6_000;

/**
 * Maximum number of bytes that one diagnosis hashes.
 */
export const MAX_DIAGNOSIS_BYTES_HASHED = 16 * 1024 * 1024;

/**
 * Maximum number of bytes that one diagnosis generates for URLs and bodies that may have been signed.
 */
export const MAX_DIAGNOSIS_BYTES_GENERATED = 8 * 1024 * 1024;

/**
 * Time after which one diagnosis starts no further work, in milliseconds. On a busy machine, CPU time counts. The likeliest
 * 1,500 HMACs of a small request are always computed.
 */
export const MAX_DIAGNOSIS_MILLISECONDS = 50;

/**
 * Maximum depth of JSON that a diagnosis parses.
 */
export const MAX_DIAGNOSIS_JSON_DEPTH = 64;

export interface DiagnosisLimits {
  readonly hmacs: number;
  readonly bytesHashed: number;
  readonly bytesGenerated: number;
  readonly milliseconds: number;
}

export const DIAGNOSIS_LIMITS: DiagnosisLimits = {
  hmacs: MAX_DIAGNOSIS_HMACS,
  bytesHashed: MAX_DIAGNOSIS_BYTES_HASHED,
  bytesGenerated: MAX_DIAGNOSIS_BYTES_GENERATED,
  milliseconds: MAX_DIAGNOSIS_MILLISECONDS,
};

/** Reading the clock costs as much as several small HMACs. */
const LOOKS_AT_CLOCK_EVERY = 32;
/** Hashing this number of bytes takes longer than reading the clock. */
const MUCH = 16_384;
/** Work that is done regardless of the time. It takes a few milliseconds and finds the likely causes. */
const ALWAYS_HMACS = 1_500;
const ALWAYS_BYTES = 2 * 1024 * 1024;

/** Limits the work of one diagnosis. The search asks before each step, and skips the step if the limit does not allow it. */
export class WorkLimit {
  hmacs = 0;
  bytesHashed = 0;
  bytesGenerated = 0;
  private asked = 0;
  private isLate = false;
  private readonly start = performance.now();
  private readonly cpuAtStart: NodeJS.CpuUsage | undefined;

  constructor(private readonly limits: DiagnosisLimits) {
    if (limits.milliseconds < Infinity) this.cpuAtStart = process.cpuUsage();
  }

  get isSpent(): boolean {
    return this.isLate || this.hmacs >= this.limits.hmacs;
  }

  /** Whether one more HMAC over this number of bytes may be computed. Counts it if so. */
  mayHmac(bytes: number): boolean {
    if (this.hmacs >= this.limits.hmacs || !this.mayHash(bytes)) return false;
    this.hmacs++;
    return true;
  }

  mayHash(bytes: number): boolean {
    if (this.isOver(bytes) || this.bytesHashed + bytes > this.limits.bytesHashed) return false;
    this.bytesHashed += bytes;
    return true;
  }

  /** Whether this number of bytes may be generated from the request. Counts them if so. */
  mayGenerate(bytes: number): boolean {
    if (this.isOver(bytes) || this.bytesGenerated + bytes > this.limits.bytesGenerated) return false;
    this.bytesGenerated += bytes;
    return true;
  }

  private isOver(bytes: number): boolean {
    const isDue = this.asked++ % LOOKS_AT_CLOCK_EVERY === 0 || bytes > MUCH;
    if (this.isLate || !isDue) return this.isLate;
    const { milliseconds } = this.limits;
    this.isLate =
      !this.isSmall() && performance.now() - this.start > milliseconds && this.cpuTime() > milliseconds;
    return this.isLate;
  }

  private isSmall(): boolean {
    return this.hmacs < ALWAYS_HMACS && this.bytesHashed + this.bytesGenerated < ALWAYS_BYTES;
  }

  private cpuTime(): number {
    const { user, system } = process.cpuUsage(this.cpuAtStart);
    return (user + system) / 1_000;
  }
}
