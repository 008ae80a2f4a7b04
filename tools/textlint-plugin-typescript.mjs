import { parser } from 'typescript-eslint';

/**
 * Lets textlint read TypeScript: each paragraph of a comment and each message is a paragraph of text. Code, links and substitutions
 * are code. Written here because no well-kept plugin of textlint reads the comments and messages of TypeScript.
 */
export default {
  Processor: class {
    availableExtensions() {
      return ['.ts'];
    }

    processor() {
      return { preProcess: documentOf, postProcess: (messages, filePath) => ({ messages, filePath }) };
    }
  },
};

const DIRECTIVE = /eslint-|@ts-|v8 ignore/;
const EXAMPLE = /@example[\s\S]*?(?=\n\s*\* @\w|$)|```[\s\S]*?```/g;
const NEXT_PARAGRAPH = /\n[ \t]*(?:\*|\/\/)?[ \t]*(?=\n|[-*|] |\d+\. |@\w|$)/g;
const BORDER = /^(?:[\s*]*@\w+(?:\s+\{[^}]*\})?(?:\s+[\w.[\]]+\s+-)?|[\s*]*)/;
const MESSAGE = /[a-z`'")}] +[`'"({$\w]+ +\w/;

const CODE = /`[^`]*`|\{@[^}]*\}|\b[\w.]+\(\)|https?:\/\/\S+/g;
const SUBSTITUTION = /\$\{[^}]*\}/g;
const LINE_BREAK = /\n[ \t]*(?:\*(?!\/)|\/\/)?[ \t]*/g;
const SEAM = /['"`]\s*\+\s*['"`]/g;

function documentOf(text) {
  const { ast, visitorKeys } = parser.parseForESLint(text, { comment: true, range: true, loc: true });
  const locate = locator(text);
  const paragraphs = [
    ...joinLineComments(ast.comments, text).flatMap((range) => paragraphsOfComment(range, text)),
    ...messagesIn(ast, visitorKeys, text),
  ];
  const children = paragraphs
    .sort(([a], [b]) => a - b)
    .map((range) => nodeOf('Paragraph', range, { children: inlineNodes(range, text, locate) }, text, locate));
  return nodeOf('Document', [0, text.length], { children }, text, locate);
}

function joinLineComments(comments, text) {
  const joined = [];
  for (const { type, range } of comments.filter((comment) => !DIRECTIVE.test(comment.value))) {
    const last = joined.at(-1);
    if (type === 'Line' && last?.type === 'Line' && text.slice(last.end, range[0]).trim() === '') {
      last.end = range[1];
    } else {
      joined.push({ type, start: range[0] + 2, end: type === 'Line' ? range[1] : range[1] - 2 });
    }
  }
  return joined.map(({ start, end }) => [start, end]);
}

function paragraphsOfComment([start, end], text) {
  const comment = text.slice(start, end).replace(EXAMPLE, (example) => example.replace(/[^\n]/g, ' '));
  const starts = [
    0,
    ...[...comment.matchAll(NEXT_PARAGRAPH)].map(({ index, 0: found }) => index + found.length),
  ];
  return starts.flatMap((from, index) => {
    const paragraph = comment.slice(from, starts[index + 1]);
    const border = BORDER.exec(paragraph)[0].length;
    return paragraph.slice(border).trim()
      ? [[start + from + border, start + from + paragraph.trimEnd().length]]
      : [];
  });
}

function messagesIn(node, visitorKeys, text) {
  if (isText(node) || isConcatenation(node)) {
    return linesOf(node, text).filter((range) => MESSAGE.test(text.slice(...range)));
  }
  const children = (visitorKeys[node.type] ?? []).flatMap((key) => node[key] ?? []);
  return children.flatMap((child) => (child ? messagesIn(child, visitorKeys, text) : []));
}

function isText(node) {
  return (node.type === 'Literal' && typeof node.value === 'string') || node.type === 'TemplateLiteral';
}

function isConcatenation(node) {
  return (
    node.type === 'BinaryExpression' &&
    isText(node.right) &&
    (isText(node.left) || isConcatenation(node.left))
  );
}

// Each line of a template is a paragraph, as in a help text.
function linesOf(node, text) {
  const [start, end] = [node.range[0] + 1, node.range[1] - 1];
  if (node.type !== 'TemplateLiteral') {
    return [[start, end]];
  }
  const lines = [...text.slice(start, end).matchAll(/[^\n]+/g)];
  return lines.map(({ index, 0: line }) => [start + index, start + index + line.length]);
}

function inlineNodes([start, end], text, locate) {
  const part = text.slice(start, end);
  const found = [CODE, SUBSTITUTION, LINE_BREAK, SEAM].flatMap((pattern) => [...part.matchAll(pattern)]);
  const nodes = [];
  let from = 0;
  const add = (type, to, value) => {
    if (to > from) {
      nodes.push(
        nodeOf(type, [start + from, start + to], { value: value ?? part.slice(from, to) }, text, locate),
      );
      from = to;
    }
  };
  for (const { index, 0: piece } of found.sort((a, b) => a.index - b.index).filter(({ 0: piece }) => piece)) {
    if (index < from) {
      continue;
    }
    add('Str', index);
    const isBreak = piece.startsWith('\n') || /^['"`]\s*\+\s*['"`]$/.test(piece);
    add(isBreak ? 'Str' : 'Code', index + piece.length, isBreak ? ' ' : undefined);
  }
  add('Str', part.length);
  return nodes;
}

function nodeOf(type, range, rest, text, locate) {
  return {
    type,
    range,
    raw: text.slice(...range),
    loc: { start: locate(range[0]), end: locate(range[1]) },
    ...rest,
  };
}

function locator(text) {
  const lineStarts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return (offset) => {
    const line = lineStarts.findLastIndex((lineStart) => lineStart <= offset);
    return { line: line + 1, column: offset - lineStarts[line] };
  };
}
