/** A URL of a document that SignalWire requests later. */
export interface UrlUse {
  /** The attribute or element: `action of <Gather>`. */
  readonly name: string;
  readonly url: string;
  /** Whether the URL may also be an audio file. */
  readonly isAudio: boolean;
}

/** A comment, CDATA, an instruction, or an opening tag with its attributes. */
const MARKUP =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<[?!][^>]*>|<([A-Za-z]\w*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*\/?>/g;
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g;
const URL_ATTRIBUTES = new Set([
  'action',
  'partialResultCallback',
  'recordingStatusCallback',
  'statusCallback',
  'transcribeCallback',
  'waitUrl',
]);
/** Elements whose `url` is a webhook. The `url` of `<Stream>` is a WebSocket. */
const URL_ELEMENTS = new Set(['Number', 'Queue', 'Sip']);
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Returns the webhook URLs of well-formed cXML. The time is proportional to its length. */
export function* readXmlUrls(text: string): Generator<UrlUse> {
  for (const match of text.matchAll(MARKUP)) {
    const [markup, element, attributes = ''] = match;
    if (element === undefined) continue;
    for (const [, name = '', double, single = ''] of attributes.matchAll(ATTRIBUTE)) {
      if (URL_ATTRIBUTES.has(name) || (name === 'url' && URL_ELEMENTS.has(element))) {
        yield {
          name: `${name} of <${element}>`,
          url: unescape(double ?? single),
          isAudio: name === 'waitUrl',
        };
      }
    }
    if (element === 'Redirect' && !markup.endsWith('/>')) {
      yield { name: '<Redirect>', url: readXmlText(text, match.index + markup.length), isAudio: false };
    }
  }
}

/** Returns the text up to the next tag. */
function readXmlText(text: string, start: number): string {
  const rest = text.slice(start, start + 4096);
  const [, data] = /^\s*<!\[CDATA\[([\s\S]*?)\]\]>/.exec(rest) ?? [];
  return (data ?? unescape(rest.split('<', 1)[0] ?? '')).trim();
}

function unescape(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi,
    (whole, decimal?: string, hex?: string, name = '') => {
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      if (Number.isNaN(code)) return ENTITIES[String(name)] ?? whole;
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
