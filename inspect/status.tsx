import type { Summary } from './api';

/** What SignalWire would do with a response: in a word, with a shape and a color. */
const EFFECTS = {
  accepts: { tone: 'good', shape: '✓', word: 'accepted', text: 'SignalWire would accept this response.' },
  follows: { tone: 'quiet', shape: '→', word: 'redirect', text: 'SignalWire would follow the redirect.' },
  retries: { tone: 'bad', shape: '↻', word: 'retry', text: 'SignalWire would retry the callback.' },
  'uses-fallback': {
    tone: 'bad',
    shape: '✕',
    word: 'fallback',
    text: 'SignalWire would use the fallback URL.',
  },
} as const;

const NOT_REJECTED = {
  tone: 'warning',
  shape: '!',
  word: 'not rejected',
  text: 'The application did not reject a request that listen rejects.',
} as const;

type Props = Pick<Summary, 'effect' | 'isVerified' | 'isForwarded' | 'status' | 'hasFailed'> & {
  readonly warnings?: number;
};

/** Shows the status of a response, and what SignalWire would do with it. */
export function Status({ effect, isVerified, isForwarded, status, hasFailed, warnings = 0 }: Props) {
  const isNotRejected = !isVerified && isForwarded && status >= 200 && status < 300;
  const shown = effect ? EFFECTS[effect] : isNotRejected ? NOT_REJECTED : undefined;
  return (
    <span class={`status ${shown?.tone ?? 'quiet'}`} title={shown?.text}>
      {hasFailed ? 'failed' : status}
      {shown && (
        <>
          {' '}
          <span aria-hidden="true">{shown.shape}</span> {shown.word}
        </>
      )}
      {effect === 'accepts' && warnings > 0 && <span class="warning">, warning</span>}
    </span>
  );
}

export function Badge({ isVerified }: { isVerified: boolean }) {
  return (
    <span class={isVerified ? 'badge good' : 'badge bad'}>
      <span aria-hidden="true">{isVerified ? '✓ ' : '✕ '}</span>
      {isVerified ? 'verified' : 'rejected'}
    </span>
  );
}

/** Says how this page made a request. */
export function OriginTag({ origin }: { origin: Summary['origin'] | undefined }) {
  if (!origin) return null;
  const of = origin.of === undefined ? '' : ` of #${origin.of}`;
  return <span class="tag">{`${ORIGINS[origin.type]}${of}`}</span>;
}

const ORIGINS = { replay: 'Replay', edit: 'Edit', compose: 'Composed' };
