import { fail } from '../errors.js';
import { addElement } from './add-element.js';
import { importedName, readImports } from './imports.js';
import { bindingsOf } from './names.js';
import { Source } from './source.js';
import { styleOf } from './style.js';

/** Imports the names that are not imported yet. */
export function addImport(text: string, specifier: string, names: readonly string[]): string {
  const source = new Source(text);
  const style = styleOf(source);
  const missing = names.filter((name) => !isImported(source, specifier, name));
  if (missing.length === 0) return text;
  const statements = readImports(source);
  const same = statements.find((each) => each.specifier === specifier && each.names && !each.isType);
  if (same?.names) {
    return source.apply(addElement(source, same.names, missing.join(', '), { inline: true }));
  }
  const line = `import { ${missing.join(', ')} } from ${style.quote}${specifier}${style.quote}${style.semicolon}`;
  const last = statements.at(-1);
  if (!last) fail('it has no import');
  const lineEnd = /\r?\n|$/.exec(text.slice(last.end))?.index ?? 0;
  const end = last.end + lineEnd;
  return source.apply([{ start: end, end, text: style.newline + line }]);
}

function isImported(source: Source, specifier: string, name: string): boolean {
  if (bindingsOf(source, name).length > 0) fail(`it declares a different ${name}`);
  const found = importedName(source, name);
  if (!found) return false;
  if (found.specifier === specifier && found.exported === name && !found.isType) return true;
  const how = found.isType ? ' as a type' : '';
  fail(`it imports ${name}${how} from '${found.specifier}'`);
}
