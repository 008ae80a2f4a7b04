import { printable } from '../printable-text.js';
import type { FormPair } from '../signature-internals.js';
import { type BodyChange, ofPairs } from './body-change.js';

const MAX_PARAMETERS = 40;
const MAX_QUERY_PARAMETERS = 8;
/** SignalWire capitalizes its names, so a proxy or a framework is more likely to have added any other name. */
const SIGNALWIRE_NAME = /^[A-Z][A-Za-z0-9]+$/;
const MAY_BE_EMPTY = [
  'Body',
  'Digits',
  'ForwardedFrom',
  'CallerName',
  'SpeechResult',
  'ErrorCode',
  'ErrorMessage',
  'FromCity',
  'FromState',
  'FromZip',
  'FromCountry',
  'ToCity',
  'ToState',
  'ToZip',
  'ToCountry',
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
export function parameterChanges(pairs: readonly FormPair[], query: readonly FormPair[]): BodyChange[] {
  const few = [...queryParameterChanges(query), ...audioChanges(pairs)];
  if (pairs.length > MAX_PARAMETERS) return few;
  const known = new Map(pairs);
  return [
    ...few,
    ...[...known.keys()].map(withoutParameter),
    ...missingParameters(known).map(([rank, pair]) => withParameter(pair, rank, pair[0])),
    ...[...known.keys()].flatMap(whiteSpaceChanges),
    ...[...known].flatMap(unicodeChanges),
    ...locationChanges(known),
  ];
}

function missingParameters(known: ReadonlyMap<string, string>): [rank: number, pair: FormPair][] {
  const copies = Object.entries(SAME_AS).flatMap(([name, other]): [number, FormPair][] => {
    const value = known.get(other);
    return value === undefined ? [] : [[6, [name, value]]];
  });
  const empty = MAY_BE_EMPTY.map((name): [number, FormPair] => [6, [name, '']]);
  const usual = USUAL_VALUES.map((pair): [number, FormPair] => [7, pair]);
  return [...copies, ...empty, ...usual].filter(([, [name]]) => !known.has(name));
}

/** Some frameworks merge the parameters of the query into those of the body. */
function queryParameterChanges(query: readonly FormPair[]): BodyChange[] {
  if (query.length === 0) return [];
  const names = new Set(query.map(([name]) => name));
  return [
    {
      code: 'body-parameter-extra',
      rank: 3,
      label: 'the parameters without those of the query',
      apply: ofPairs((pairs) => pairs.filter(([name]) => !names.has(name))),
    },
    {
      code: 'body-parameter-missing',
      rank: 4,
      label: 'the parameters with those of the query',
      apply: ofPairs((pairs) => [...pairs, ...query]),
    },
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
function audioChanges(pairs: readonly FormPair[]): BodyChange[] {
  const isAudio = ([name]: FormPair): boolean => name.startsWith('Audio');
  if (!pairs.some(isAudio) || pairs.every(isAudio)) return [];
  return [
    {
      code: 'body-audio-parameters',
      rank: 3,
      label: 'the parameters without those that begin with Audio',
      apply: ofPairs((all) => all.filter((pair) => !isAudio(pair))),
    },
  ];
}

/** The label contains the number of the parameter, because its name may be a part of the body. */
function withoutParameter(name: string, index: number): BodyChange {
  return {
    code: 'body-parameter-extra',
    rank: SIGNALWIRE_NAME.test(name) ? 6 : 4,
    label: `the parameters without number ${index + 1}`,
    apply: ofPairs((pairs) => pairs.filter((pair) => pair[0] !== name)),
  };
}

/** @param shown the name for the label, or the number of a query parameter without a value, whose name may be a value */
function withParameter(pair: FormPair, rank: number, shown: string): BodyChange {
  const how = pair[1] === '' ? 'an empty ' : '';
  return {
    code: 'body-parameter-missing',
    rank,
    label: `the parameters with ${how}${printable(shown, 40)}`,
    apply: ofPairs((pairs) => [...pairs, pair]),
  };
}

/** If a location is unknown, SignalWire sends all four of its parameters empty. */
function locationChanges(known: ReadonlyMap<string, string>): BodyChange[] {
  return ['From', 'To'].flatMap((side): BodyChange[] => {
    const names = ['City', 'State', 'Zip', 'Country'].map((part) => side + part);
    if (names.some((name) => known.has(name))) return [];
    return [
      {
        code: 'body-parameter-missing',
        rank: 6,
        label: `the parameters with empty ${names.join(', ')}`,
        apply: ofPairs((pairs) => [...pairs, ...names.map((name): FormPair => [name, ''])]),
      },
    ];
  });
}

function unicodeChanges([name, value]: FormPair, index: number): BodyChange[] {
  return (['NFC', 'NFD'] as const).flatMap((form): BodyChange[] => {
    if (value.normalize(form) === value) return [];
    const label = `the parameters with number ${index + 1} in Unicode form ${form.slice(-1)}`;
    const apply = ofPairs((pairs) =>
      pairs.map((pair) => (pair[0] === name ? [name, pair[1].normalize(form)] : pair)),
    );
    return [{ code: 'body-unicode-form', rank: 6, label, apply }];
  });
}

function whiteSpaceChanges(name: string, index: number): BodyChange[] {
  const rank = name === 'Body' || name === 'SpeechResult' ? 5 : 8;
  return [
    ['a space after', (value: string) => `${value} `] as const,
    ['a line feed after', (value: string) => `${value}\n`] as const,
    ['a space before', (value: string) => ` ${value}`] as const,
  ].map(([label, rewrite]) => ({
    code: 'body-white-space',
    rank,
    label: `the parameters with ${label} number ${index + 1}`,
    apply: ofPairs((pairs) => pairs.map((pair) => (pair[0] === name ? [name, rewrite(pair[1])] : pair))),
  }));
}
