import type { Random } from './random.js';

const FORM_TYPES = ['application/x-www-form-urlencoded', 'Application/X-WWW-Form-Urlencoded '];
const JSON_TYPES = ['application/json', 'application/json', ' APPLICATION/JSON', 'Application/Json '];
const OTHER_TYPES = [
  'text/plain',
  'application/jsonp',
  'application/vnd.api+json',
  '',
  'application/json, text/plain',
  'application/json; charset=utf-8, application/json; charset=utf-7',
  'multipart/form-data; boundary=x',
  'x',
  ';',
  ';charset=utf-8',
];

const SPELLINGS_OF_UTF_8 = [
  '; charset=utf-8',
  '; charset=utf-8',
  ';charset=UTF-8',
  '; charset=utf8',
  '; Charset=Utf8',
  '; charset="utf-8"',
  ';CHARSET="UTF8"',
  '; charset = utf-8',
  ';charset\t=\t"utf-8" ;',
  '; charset=utf-8; charset=UTF-8',
  '; charset=utf8;charset="utf-8"',
  '; version=1; charset=utf-8',
  '; charset=utf-8; version="a b"',
];

const NO_CHARSET = [
  ';',
  '; ;',
  '; version=1',
  '; xcharset=utf-7',
  '; charsets=utf-7',
  '; charset-x=utf-7',
  '; boundary=charset',
  '; x="charset=utf-7"',
  '; x=a charset=utf-7',
];

const OTHER_CHARSETS = [
  ...['; charset=utf-7', ';charset=UTF-7', '; charset="utf-7"', '; charset = utf-7', '; charset=utf-7-imap'],
  ...['; charset=utf-16', '; Charset=UTF-16LE', '; charset=utf-16be', '; charset=utf-32', '; charset=cesu-8'],
  ...['; charset=latin1', '; charset=ISO-8859-1', '; charset=us-ascii', '; charset="windows-1252"'],
  ...[
    '; charset',
    '; charset=',
    '; charset=""',
    '; charset=" utf-8"',
    '; charset=utf-8 utf-7',
    '; charset=utf_8',
  ],
  ...["; charset='utf-8'", '; charset="utf-8', '; charset=utf-8"', '; charset="utf\\-8"', '; charset==utf-8'],
  ...['; charset=utf-8,utf-7', '; charset=utf-8:2000', '; version=1;charset=utf-7', '; charset=utf-8=utf-7'],
  ...['; charset=utf-8; charset=utf-7', '; charset=utf-7; charset=utf-8', '; charset=utf-8; CHARSET=latin1'],
  ...["; charset*=utf-8''utf-8", '; charset*=utf-7', '; charset*0=utf-; charset*1=7', '; charset *= utf-7'],
  ...["; charset=utf-8; charset*=us-ascii'en'utf-7"],
];

/** A semicolon between quotes, or between what one parser takes for quotes and another does not. */
const QUOTED_CHARSETS = [
  '; x="; charset=utf-7"',
  '; x="; charset=utf-8"',
  '; x="a; charset=utf-7; b"',
  '; x=a"; charset=utf-7; y="b',
  '; x="\\"; charset=utf-7; y="',
  '; x="a; charset=utf-16',
  '; x="; charset=utf-8;"; charset=utf-8',
];

/** Of a form, whose charset does not matter. */
export function randomFormType(random: Random): string {
  const type = random.pick(FORM_TYPES);
  if (random.chance(0.6)) return type;
  return type + random.pick([...SPELLINGS_OF_UTF_8, ...NO_CHARSET, ...OTHER_CHARSETS, ...QUOTED_CHARSETS]);
}

export function randomJsonType(random: Random): string {
  const type = random.pick(JSON_TYPES);
  if (random.chance(0.5)) return type;
  const parameters = random.pick([
    ...[SPELLINGS_OF_UTF_8, SPELLINGS_OF_UTF_8, SPELLINGS_OF_UTF_8],
    ...[NO_CHARSET, OTHER_CHARSETS, OTHER_CHARSETS, QUOTED_CHARSETS],
  ]);
  return type + random.pick(parameters);
}

export function randomOtherType(random: Random): string {
  return random.pick(OTHER_TYPES);
}

export function randomType(random: Random): string {
  return random.pick([randomFormType, randomJsonType, randomOtherType])(random);
}
