import { describeThirdPartyError } from '../errors/describe-third-party-error.js';
import { isListOfProjects, type SigningKeyCacheOptions } from './key-cache-options.js';
import { withinTime } from '../errors/within-time.js';

const KEPT =
  'The previous list stays in use. Fix: return the list in time, within signingKeyCache.resolveTimeout.';

interface KnownProjectsSetup {
  /** Minimum time between two calls of a function that returns the list, in milliseconds. */
  readonly interval: number;
  readonly timeLimit: number;
  readonly warn: (message: string) => void;
}

/** The projects of `signingKeyCache.knownProjects`. A function is called at most once per interval. */
export class KnownProjects {
  private ids: ReadonlySet<string> = new Set();
  private requestedAt = -Infinity;
  private isRefreshing = false;
  private isCurrent = true;

  constructor(
    private readonly source: SigningKeyCacheOptions['knownProjects'],
    private readonly setup: KnownProjectsSetup,
  ) {
    if (typeof source === 'object') this.ids = new Set(source);
  }

  get all(): readonly string[] {
    return [...this.ids];
  }

  /** Whether the last call of the function failed. */
  get isUnavailable(): boolean {
    return !this.isCurrent;
  }

  /** Does not wait for a function: until it returns a list, the previous list applies. */
  has(project: string): boolean {
    const isDue = !this.isRefreshing && performance.now() - this.requestedAt >= this.setup.interval;
    if (typeof this.source === 'function' && isDue) void this.refresh();
    return this.ids.has(project);
  }

  /** Never rejects: while the function fails, the previous list applies. */
  async refresh(): Promise<void> {
    const { source, setup } = this;
    if (typeof source !== 'function') return;
    this.isRefreshing = true;
    this.requestedAt = performance.now();
    this.isCurrent = false;
    try {
      const ids: unknown = await withinTime<unknown>(setup.timeLimit, source, () => new Error('late'));
      if (isListOfProjects(ids)) {
        this.ids = new Set(ids);
        this.isCurrent = true;
      } else {
        setup.warn(`signingKeyCache.knownProjects returned no list of project IDs (string[]). ${KEPT}`);
      }
    } catch (error) {
      setup.warn(
        `signingKeyCache.knownProjects failed or timed out: ${describeThirdPartyError(error)}. ${KEPT}`,
      );
    } finally {
      this.isRefreshing = false;
    }
  }
}
