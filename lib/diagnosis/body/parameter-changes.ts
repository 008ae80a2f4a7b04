import type { Change } from '../candidate.js';
import type { FindingCode } from '../catalogue/catalogue.js';
import { printableText } from '../printable-text.js';
import { ofPairs } from './body-change.js';
import type { FormPair } from './signed-body.js';

const MAX_PARAMETERS = 40;
const MAX_QUERY_PARAMETERS = 8;
/** SignalWire capitalizes its names, so a proxy or a framework is more likely to have added any other name. */
const SIGNALWIRE_NAME = /^[A-Z][A-Za-z0-9]+$/;
/** If a location is unknown, SignalWire sends all four of its parameters empty. */
const LOCATIONS = ['From', 'To'].map((side) =>
  ['City', 'State', 'Zip', 'Country'].map((part) => side + part),
);
const MAY_BE_EMPTY = [
  'Body',
  'Digits',
  'ForwardedFrom',
  'CallerName',
  'SpeechResult',
  'ErrorCode',
  'ErrorMessage',
  ...LOCATIONS.flat(),
  'RecordingUrl',
  'SipResponseCode',
];
/** Parameters that have the value of a different parameter. */
const SAME_AS: Readonly<Record<string, string>> = {
  Caller: 'From',
  Called: 'To',
  From: 'Caller',
  To: 'Called',
  SmsSid: 'MessageSid',
  MessageSid: 'SmsSid',
  SmsMessageSid: 'MessageSid',
  SmsStatus: 'MessageStatus',
  MessageStatus: 'SmsStatus',
};
const USUAL_VALUES: readonly FormPair[] = [
  ['ApiVersion', '2010-04-01'],
  ['Direction', 'inbound'],
  ['NumMedia', '0'],
  ['NumSegments', '1'],
];

/** Returns changes that add or drop parameters, or change the white space or the Unicode form of one value. */
export function parameterChanges(pairs: readonly FormPair[], query: readonly FormPair[]): Change[] {
  const few = [...queryParameterChanges(query), ...audioChanges(pairs)];
  if (pairs.length > MAX_PARAMETERS) return few;
  const known = new Map(pairs);
  return [
    ...few,
    ...[...known.keys()].map(withoutParameter),
    ...missingParameters(known),
    ...[...known.keys()].flatMap(whiteSpaceChanges),
    ...[...known].flatMap(unicodeChanges),
    ...locationChanges(known),
  ];
}

function missingParameters(known: ReadonlyMap<string, string>): Change[] {
  const copies = Object.entries(SAME_AS).flatMap(([name, other]): FormPair[] => {
    const value = known.get(other);
    return value === undefined ? [] : [[name, value]];
  });
  const missing = (rank: number, pairs: readonly FormPair[]): Change[] =>
    pairs.filter(([name]) => !known.has(name)).map((pair) => withParameter(pair, rank, pair[0]));
  const empty = MAY_BE_EMPTY.map((name): FormPair => [name, '']);
  return [...missing(6, [...copies, ...empty]), ...missing(7, USUAL_VALUES)];
}

/** Some frameworks merge the parameters of the query into those of the body. */
function queryParameterChanges(query: readonly FormPair[]): Change[] {
  if (query.length === 0) return [];
  const names = new Set(query.map(([name]) => name));
  return [
    ofPairs('body-parameter-extra', 3, 'the parameters without those of the query', (pairs) =>
      pairs.filter(([name]) => !names.has(name)),
    ),
    ofPairs('body-parameter-missing', 4, 'the parameters with those of the query', (pairs) => [
      ...pairs,
      ...query,
    ]),
    ...query
      .slice(0, MAX_QUERY_PARAMETERS)
      .map((pair, index) =>
        withParameter(pair, 5, pair[1] === '' ? `parameter ${index + 1} of the query` : pair[0]),
      ),
  ];
}

/**
 * Users report this for callbacks with `CallbackSource=call-progress-events`. Captured callbacks of this kind with a valid
 * signature do not have these parameters.
 */
function audioChanges(pairs: readonly FormPair[]): Change[] {
  const isAudio = ([name]: FormPair): boolean => name.startsWith('Audio');
  if (!pairs.some(isAudio) || pairs.every(isAudio)) return [];
  return [
    ofPairs('body-audio-parameters', 3, 'the parameters without those that begin with Audio', (all) =>
      all.filter((pair) => !isAudio(pair)),
    ),
  ];
}

/** The label contains the number of the parameter, because its name may be a part of the body. */
function withoutParameter(name: string, index: number): Change {
  const rank = SIGNALWIRE_NAME.test(name) ? 6 : 4;
  return ofPairs('body-parameter-extra', rank, `the parameters without number ${index + 1}`, (pairs) =>
    pairs.filter((pair) => pair[0] !== name),
  );
}

/** @param shown the name for the label, or the number of a query parameter without a value, whose name may be a value */
function withParameter(pair: FormPair, rank: number, shown: string): Change {
  const label = `the parameters with ${pair[1] === '' ? 'an empty ' : ''}${printableText(shown, 40)}`;
  return ofPairs('body-parameter-missing', rank, label, (pairs) => [...pairs, pair]);
}

function locationChanges(known: ReadonlyMap<string, string>): Change[] {
  return LOCATIONS.flatMap((names) => {
    if (names.some((name) => known.has(name))) return [];
    const empty = names.map((name): FormPair => [name, '']);
    const label = `the parameters with empty ${names.join(', ')}`;
    return [ofPairs('body-parameter-missing', 6, label, (pairs) => [...pairs, ...empty])];
  });
}

function unicodeChanges([name, value]: FormPair, index: number): Change[] {
  return (['NFC', 'NFD'] as const).flatMap((form) => {
    if (value.normalize(form) === value) return [];
    const label = `the parameters with number ${index + 1} in Unicode form ${form.slice(-1)}`;
    return [ofParameter(name, 'body-unicode-form', 6, label, (text) => text.normalize(form))];
  });
}

function whiteSpaceChanges(name: string, index: number): Change[] {
  const rank = name === 'Body' || name === 'SpeechResult' ? 5 : 8;
  const change = (how: string, rewrite: (value: string) => string): Change =>
    ofParameter(name, 'body-white-space', rank, `the parameters with ${how} number ${index + 1}`, rewrite);
  return [
    change('a space after', (value) => `${value} `),
    change('a line feed after', (value) => `${value}\n`),
    change('a space before', (value) => ` ${value}`),
  ];
}

/** Rewrites the values of one parameter. */
function ofParameter(
  name: string,
  code: FindingCode,
  rank: number,
  label: string,
  rewrite: (value: string) => string,
): Change {
  return ofPairs(code, rank, label, (pairs) =>
    pairs.map((pair) => (pair[0] === name ? [name, rewrite(pair[1])] : pair)),
  );
}
