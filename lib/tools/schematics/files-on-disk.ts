import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  lstatSync,
  openSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

import { NotWritableError } from './errors.js';
import type { SchematicContext } from './schematic.js';

export interface ChangedFile {
  readonly path: string;
  /** `undefined` for a new file. */
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array;
}

/**
 * Checks that all files can be written before the first write.
 *
 * @throws NotWritableError that names the first file that cannot
 */
export function checkWritable(files: readonly ChangedFile[]): void {
  if (!areInWorkingDirectory(files)) return;
  for (const { path, before } of files) {
    try {
      if (before) closeSync(openSync(path, 'r+'));
      else checkCreatable(path);
    } catch (error) {
      throw new NotWritableError(
        `${path} cannot be written (${messageOf(error)}), so nothing was changed. Fix: ${fixOf(error, path)}`,
      );
    }
  }
  checkSpace(files);
}

/**
 * Restores the files at the end of the process if only some of them were written. The runner writes the files one by
 * one and stops at the first failure. A failure may cut off a file.
 */
export function restoreAfterFailure(files: readonly ChangedFile[], { logger }: SchematicContext): void {
  if (!areInWorkingDirectory(files)) return;
  const newFolders = files.flatMap(({ path }) => missingFolders(path));
  process.once('exit', (code) => {
    const states = files.map(stateOf);
    const isHalf = states.some((state) => state !== 'before') && states.some((state) => state !== 'after');
    if (code === 0 || !isHalf || states.includes('other')) return;
    const written = files.filter((_, index) => states[index] !== 'before');
    const results = written.map(restore);
    const undone = results.every(({ isRestored }) => isRestored)
      ? 'all changes were'
      : 'some changes could not be';
    const lines = results.map(({ line }) => line);
    logger.error([`A file could not be written, so ${undone} undone:`, ...lines].join('\n'));
    removeFolders(newFolders);
  });
}

/** Returns whether a path of the working directory is a symbolic link. */
export function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

/** The runner writes to the working directory. A tree of a different folder has no files to compare there. */
function areInWorkingDirectory(files: readonly ChangedFile[]): boolean {
  return files.every((file) => stateOf(file) === 'before');
}

/** Compares a file with its versions. `part` is the beginning of the new version, for example after a full disk. */
function stateOf({ path, before, after }: ChangedFile): 'before' | 'after' | 'part' | 'other' {
  const now = readIfFile(path);
  if (!now) return before ? 'other' : 'before';
  if (before && now.equals(before)) return 'before';
  if (now.equals(after)) return 'after';
  return now.equals(after.subarray(0, now.length)) ? 'part' : 'other';
}

function readIfFile(path: string): Buffer | undefined {
  return existsSync(path) && statSync(path).isFile() ? readFileSync(path) : undefined;
}

function restore({ path, before }: ChangedFile): { isRestored: boolean; line: string } {
  try {
    if (before) writeFileSync(path, before);
    else rmSync(path);
    return { isRestored: true, line: `${path}: ${before ? 'restored' : 'removed'}` };
  } catch (error) {
    // A new file is not in Git. Git has only the last commit of a changed file.
    const fix = before ? `Fix, to restore the last commit: git checkout -- ${path}` : `Fix: rm ${path}`;
    return { isRestored: false, line: `${path}: not undone (${messageOf(error)}). ${fix}` };
  }
}

function checkCreatable(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })) throw new NameTakenError('a link or a folder has its name');
  accessSync(existingFolder(path), constants.W_OK | constants.X_OK);
}

/** Returns the folder in which a file or its outermost missing folder is created. */
function existingFolder(path: string): string {
  return dirname(missingFolders(path).at(-1) ?? path);
}

class NameTakenError extends Error {}

function fixOf(error: unknown, path: string): string {
  if (error instanceof NameTakenError) return `mv ${path} ${path}.old`;
  const target = existsSync(path) ? path : existingFolder(path);
  if (existsSync(target) && target !== path && !statSync(target).isDirectory())
    return `mv ${target} ${target}.old`;
  const { code } = error as NodeJS.ErrnoException;
  const isDenied = code === 'EACCES' || code === 'EPERM';
  return isDenied ? `chmod u+rwX ${target}` : `use a writable file system for ${target}`;
}

/** Returns the missing folders of a file, the innermost first. */
function missingFolders(path: string): string[] {
  const folder = dirname(path);
  return existsSync(folder) ? [] : [folder, ...missingFolders(folder)];
}

function removeFolders(folders: readonly string[]): void {
  for (const folder of folders) {
    try {
      rmdirSync(folder);
    } catch {
      // The folder has other files, or was not created.
    }
  }
}

function checkSpace(files: readonly ChangedFile[]): void {
  const needed = files.reduce((sum, { after }) => sum + after.length, 0);
  const { bavail, bsize, blocks } = statfsSync('.');
  if (blocks > 0 && bavail * bsize < needed)
    throw new NotWritableError(
      `The disk has no space for ${needed} bytes, so nothing was changed. Fix: free some space.`,
    );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
