import {
  type BrokenRequest,
  PARAMETERS,
  SIGN_REQUEST,
  formSignedOver,
  changedForm,
} from './broken-request.js';

const latin1 = Buffer.from('Body=Gr\xfc\xdfe+aus+K\xf6ln', 'latin1');
const nested = 'Media[a]=first-value&Media[b]=second-value';

export const formMisconfigurations: readonly BrokenRequest[] = [
  changedForm('a line break after the form', PARAMETERS, `${PARAMETERS}\n`, 'body-line-break'),
  changedForm('a line break trimmed', `${PARAMETERS}\r\n`, `${PARAMETERS}\r`, 'body-line-break'),
  changedForm('LF for CRLF in a value', 'Body=one%0D%0Atwo', 'Body=one%0Atwo', 'body-line-endings'),
  changedForm('CRLF for LF in a value', 'Body=one%0Atwo', 'Body=one%0D%0Atwo', 'body-line-endings'),
  changedForm('+ written as a space', 'From=%2B15551234567', 'From=+15551234567', 'body-decoding'),
  changedForm('a form decoded twice', 'Body=100%25+sure', 'Body=100%2525%2Bsure', 'body-decoding'),
  changedForm('a form encoded as a whole', PARAMETERS, encodeURIComponent(PARAMETERS), 'body-decoding'),
  changedForm('a form signed as encoded', 'Body=a%252Fb', 'Body=a%2Fb', 'body-decoding'),
  changedForm(
    'UTF-8 taken for Latin-1',
    'Body=Gr%C3%BC%C3%9Fe',
    'Body=Gr%C3%83%C2%BC%C3%83%C2%9Fe',
    'body-charset',
  ),
  changedForm(
    'Latin-1 taken for UTF-8',
    'Body=Gr%C3%83%C2%BC%C3%83%C2%9Fe',
    'Body=Gr%C3%BC%C3%9Fe',
    'body-charset',
  ),
  changedForm('escapes of Latin-1', 'Body=Gr%C3%BC%C3%9Fe', 'Body=Gr%FC%DFe', 'body-charset'),
  changedForm('bytes of Latin-1', 'Body=Gr%C3%BC%C3%9Fe+aus+K%C3%B6ln', latin1, 'body-charset'),
  changedForm(
    'a form that became JSON',
    PARAMETERS,
    JSON.stringify(Object.fromEntries(new URLSearchParams(PARAMETERS))),
    'body-reserialised',
  ),
  {
    name: 'empty parameters dropped by the signer',
    request: formSignedOver('Bfilled-value', 'A=&B=filled-value&C='),
    codes: ['body-empty-parameters'],
    fix: SIGN_REQUEST,
  },
  {
    name: 'values trimmed by the signer',
    request: formSignedOver('Bodytrimmed value', 'Body=++trimmed+value%0A'),
    codes: ['body-white-space'],
    fix: SIGN_REQUEST,
  },
  {
    name: 'names with brackets parsed into an object',
    request: formSignedOver('Media[object Object]', nested),
    codes: ['body-nested'],
    fix: SIGN_REQUEST,
  },
  {
    name: 'names with brackets parsed into an array',
    request: formSignedOver('Mediafirst-value,second-value', 'Media[]=first-value&Media[]=second-value'),
    codes: ['body-nested'],
    fix: SIGN_REQUEST,
  },
  {
    name: 'parameters in the order of submission',
    request: formSignedOver('Tosecond-valueFromfirst-value', 'To=second-value&From=first-value'),
    codes: ['body-order'],
    fix: SIGN_REQUEST,
  },
  {
    name: 'parameters sorted without regard to case',
    request: formSignedOver('accountfirst-valueBodysecond-value', 'Body=second-value&account=first-value'),
    codes: ['body-order'],
    fix: SIGN_REQUEST,
  },
  {
    name: 'the last of two parameters',
    request: formSignedOver('Tosecond-value', 'To=first-value&To=second-value'),
    codes: ['body-repeats'],
    fix: SIGN_REQUEST,
  },
  {
    name: 'the first of two parameters',
    request: formSignedOver('Tofirst-value', 'To=first-value&To=second-value'),
    codes: ['body-repeats'],
    fix: SIGN_REQUEST,
  },
  {
    name: 'two parameters with a comma',
    request: formSignedOver('Tofirst-value,second-value', 'To=first-value&To=second-value'),
    codes: ['body-repeats'],
    fix: SIGN_REQUEST,
  },
  {
    name: 'a URL-only signature on a form',
    request: formSignedOver('', PARAMETERS),
    codes: ['body-not-covered'],
    fix: /No option fixes this/,
  },
];
