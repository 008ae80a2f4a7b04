/** A part of a fix. */
export interface FixPart {
  readonly isCode: boolean;
  readonly text: string;
}

export interface SplitFix {
  readonly prose: readonly FixPart[];
  /** The code to paste; `undefined` if the fix is no code. */
  readonly code: string | undefined;
}

/** A flag of the CLI, and the same option of the module: `--public-url <url> (in the application: publicUrl: '<url>')`. */
const FLAG_AND_OPTION = /^(--[a-z-]+ \S+) \(in the application: ([^)]*)\)(.*)$/s;

/** Commands, decorators, calls of functions, options with a value, and flags with or without a value. */
const CODE = new RegExp(
  [
    String.raw`npx signalwire-webhook(?: [^()\s]*[^()\s.,;:])+`,
    String.raw`@\w+\(\)`,
    String.raw`\b[a-zA-Z.]+\((?:[^()]|\([^()]*\))*\)`,
    String.raw`\b[a-z]\w+: (?:'[^']*'|\{[^{}]*\}|\[[^[\]]*\])`,
    String.raw`--[a-z][a-z-]*(?: (?:https?:[^\s,]+|<[a-z]+>|api-token))?`,
    String.raw`\bSIGNALWIRE_SIGNING_KEY\b`,
  ].join('|'),
  'g',
);

/** Divides the fix of a finding into prose and code. */
export function splitFix(fix: string): SplitFix {
  const [, flag, option, rest = ''] = FLAG_AND_OPTION.exec(fix) ?? [];
  if (flag !== undefined) {
    const prose = [
      prosePart('Restart listen with '),
      codePart(flag),
      prosePart(`${rest}. Set this option in the application:`),
    ];
    return { prose, code: option };
  }
  const prose = toParts(fix);
  const code = prose.find((part, index) => canBePasted(part) && !isRuledOut(prose[index - 1]));
  return { prose, code: code?.text };
}

/** Marks the code in a text. */
export function toParts(text: string): FixPart[] {
  const parts: FixPart[] = [];
  let end = 0;
  for (const { 0: code, index } of text.matchAll(CODE)) {
    if (index > end) parts.push(prosePart(text.slice(end, index)));
    parts.push(codePart(code));
    end = index + code.length;
  }
  if (end < text.length) parts.push(prosePart(text.slice(end)));
  return parts;
}

/** A name alone, or a flag with a placeholder, cannot be pasted. */
function canBePasted({ isCode, text }: FixPart): boolean {
  return isCode && !/^(?:SIGNALWIRE_SIGNING_KEY|--[a-z-]+(?: <[a-z]+>)?)$/.test(text);
}

/** Whether the prose before the code says that the code must not be there. */
function isRuledOut(before: FixPart | undefined): boolean {
  return before?.text.endsWith('without ') === true;
}

function prosePart(text: string): FixPart {
  return { isCode: false, text };
}

function codePart(text: string): FixPart {
  return { isCode: true, text };
}
