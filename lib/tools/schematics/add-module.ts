import { fail } from './errors.js';
import { addElement } from './source/add-element.js';
import { importedName, readImports } from './source/imports.js';
import { bindingsOf, namePattern } from './source/names.js';
import { arrayLiteral, objectLiteral, spreadsOf, valueOf } from './source/properties.js';
import { type Range, Source } from './source/source.js';
import { inStyle, styleOf } from './source/style.js';

export const CONFIG_MODULE = 'ConfigModule.forRoot()';
export const WEBHOOK_MODULE = `SignalWireWebhookModule.forRootAsync({
  imports: [ConfigModule],
  inject: [ConfigService],
  useFactory: (config: ConfigService) => ({
    signingKey: config.getOrThrow<string>('SIGNALWIRE_SIGNING_KEY'),
    publicUrl: config.getOrThrow<string>('PUBLIC_URL'),
    diagnostics: config.get<string>('NODE_ENV') !== 'production',
  }),
})`;

/** Imports the library's module in the class, with options from `@nestjs/config`. */
export function addWebhookModule(text: string, className: string, withConfig: boolean): string {
  const base = withConfig ? addToModule(text, className, 'imports', CONFIG_MODULE) : text;
  const added = addToModule(base, className, 'imports', WEBHOOK_MODULE);
  const withImport = addImport(added, '@nestjs/config', ['ConfigModule', 'ConfigService']);
  return addImport(withImport, 'nestjs-signalwire-webhook', ['SignalWireWebhookModule']);
}

/** Registers a controller of a different file in the class. */
export function addController(text: string, className: string, name: string, specifier: string): string {
  return addImport(addToModule(text, className, 'controllers', name), specifier, [name]);
}

/** @param className name of the class, or `default` for the default export */
function addToModule(
  text: string,
  className: string,
  property: 'imports' | 'controllers',
  element: string,
): string {
  const source = new Source(text);
  const style = styleOf(source);
  const metadata = metadataOf(source, className);
  const value = valueOf(source, metadata, property);
  const inline = property === 'controllers';
  const styled = inStyle(element, style);
  if (spreadsOf(source, metadata).some(({ start }) => !value || start > value.start))
    fail(`its @Module spreads a different object, which may have ${property}`);
  if (value) {
    const array = arrayLiteral(source, value) ?? fail(`its ${property} are not an array literal`);
    return source.apply(addElement(source, array, styled, { inline }));
  }
  const list = inline ? `[${styled}]` : inStyle(`[\n  ${element.replaceAll('\n', '\n  ')},\n]`, style);
  const first = property === 'imports';
  return source.apply(addElement(source, metadata, `${property}: ${list}`, { first }));
}

/** Returns the range inside the braces of `@Module({ … })` of the class. */
function metadataOf(source: Source, className: string): Range {
  const start = classIndex(source, className);
  const imported = importedName(source, 'Module');
  if (imported?.specifier !== '@nestjs/common' || imported.exported !== 'Module')
    fail("it does not import Module from '@nestjs/common'");
  const decorator = source.masked.lastIndexOf('@Module', start);
  const open = decorator < 0 ? null : /^@Module\s*\(/.exec(source.masked.slice(decorator));
  if (!open) fail('its class has no @Module({ … })');
  const [metadata, ...others] = source.elements(source.inside(decorator + open[0].length - 1));
  const object = metadata && objectLiteral(source, metadata);
  if (!object || others.length > 0) return fail('its @Module has no object literal');
  const between = source.masked.slice(object.end, start);
  return /\bclass\b/.test(between) ? fail('its class has no @Module({ … })') : object;
}

function classIndex(source: Source, className: string): number {
  const pattern =
    className === 'default'
      ? /\bexport\s+default\s+class\b/g
      : new RegExp(`\\bclass\\s+${namePattern(className)}`, 'gu');
  const [found, ...others] = source.masked.matchAll(pattern);
  if (others.length > 0) fail(`it declares the class ${className} more than once`);
  return found?.index ?? fail(`it has no class ${className}`);
}

/** Imports the names that are not imported yet. */
function addImport(text: string, specifier: string, names: readonly string[]): string {
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
