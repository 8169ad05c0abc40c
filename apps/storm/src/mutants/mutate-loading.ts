import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { applyEdits, UnfitMutant } from './apply-edits.ts';
import type { Mutant } from './mutant.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** Makes sure that every file of the mutant was mutated. Throws {@link UnfitMutant} for one that nobody loaded. */
export type DemandMutated = () => void;

/**
 * From here on this process loads the files of a mutant as the mutant has them. What was loaded before stays as it is, so
 * this comes before anything of the product is imported.
 */
export function mutateLoading(mutant: Mutant): DemandMutated {
  const left = new Set((mutant.edits ?? []).map(({ file }) => file));
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const file = url.startsWith('file:') ? fileURLToPath(url) : '';
      const path = file.startsWith(root) ? file.slice(root.length).replaceAll('\\', '/') : '';
      if (!left.delete(path)) return loaded;
      return { ...loaded, source: applyEdits(mutant, path, String(loaded.source)) };
    },
  });
  return () => {
    const [file] = left;
    if (file !== undefined) throw new UnfitMutant(`mutant ${mutant.name} no longer fits ${file}: the storm does not load that file`);
  };
}
