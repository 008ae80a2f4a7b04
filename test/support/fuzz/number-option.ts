/** `--name=12` of the command line. */
export function numberOption(name: string, otherwise: number): number {
  const given = process.argv.find((each) => each.startsWith(`--${name}=`))?.slice(name.length + 3);
  const value = given === undefined ? otherwise : Number(given);
  if (!Number.isSafeInteger(value)) throw new Error(`--${name} must be a whole number`);
  return value;
}
