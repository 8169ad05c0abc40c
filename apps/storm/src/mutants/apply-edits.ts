import type { Edit, Mutant } from './mutant.ts';

/** A mutant that does not fit the source any more. It would prove nothing, so it must be mended and not passed over. */
export class UnfitMutant extends Error {
  override readonly name = 'UnfitMutant';
}

/** The source of a file as a mutant has it. Throws {@link UnfitMutant} unless each text to replace is there exactly once. */
export function applyEdits(mutant: Mutant, file: string, source: string): string {
  return (mutant.edits ?? []).filter((edit) => edit.file === file).reduce((text, edit) => applyEdit(mutant.name, edit, text), source);
}

function applyEdit(name: string, { file, find, replace }: Edit, text: string): string {
  const pieces = text.split(find);
  if (pieces.length === 2) return pieces.join(replace);
  throw new UnfitMutant(`mutant ${name} no longer fits ${file}: the text that it replaces occurs ${pieces.length - 1} times instead of once: ${JSON.stringify(find)}`);
}
