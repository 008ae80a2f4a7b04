/**
 * The most HMACs that one diagnosis computes, beside those of the verification itself.
 *
 * @publicApi
 */
export const MAX_DIAGNOSIS_HMACS = 6_000;

/**
 * The most bytes that one diagnosis hashes, whatever the request holds.
 *
 * @publicApi
 */
export const MAX_DIAGNOSIS_BYTES_HASHED = 16 * 1024 * 1024;

/**
 * The most bytes that one diagnosis generates: the URLs and bodies that may have been signed.
 *
 * @publicApi
 */
export const MAX_DIAGNOSIS_BYTES_GENERATED = 8 * 1024 * 1024;

/**
 * The time after which one diagnosis begins nothing more, in milliseconds. Where the machine is busy with other work, the
 * time of the processor counts; and the likeliest 1,500 HMACs of a small request are always computed.
 *
 * @publicApi
 */
export const MAX_DIAGNOSIS_MILLISECONDS = 50;

/**
 * JSON that is nested deeper is not parsed by a diagnosis.
 *
 * @publicApi
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

/** A look at the clock costs as much as some small HMACs. */
const LOOKS_AT_CLOCK_EVERY = 32;
/** So many bytes take longer than a look at the clock. */
const MUCH = 16_384;
/** So much work is done whatever the clock says: it takes some milliseconds, and finds what is likely. */
const ALWAYS_HMACS = 1_500;
const ALWAYS_BYTES = 2 * 1024 * 1024;

/** All the work of one diagnosis: asked before each piece of it, which is left undone where it is rejected. */
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

  /** Whether one more HMAC over so many bytes may be computed. */
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

  /** Whether so many bytes may be made of what was received. */
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
