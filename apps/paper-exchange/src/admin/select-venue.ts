import { z } from 'zod';
import type { ServedVenue, World } from '../world.ts';
import { AdminError } from './admin-error.ts';

/** The venue of a name; the world's first one when none is named. Throws 404 if there is no such venue. */
export function selectVenue(world: World, named: string | undefined): ServedVenue {
  const found = named === undefined ? world.venues[0] : world.venues.find(({ name }) => name === named);
  if (found === undefined) throw new AdminError(404, `There is no venue ${named}`);
  return found;
}

/** Takes `venue` out of a body, which may be about any venue. The rest is what the action itself understands. */
export function splitVenue(world: World, body: unknown): { readonly venue: ServedVenue; readonly rest: unknown } {
  if (body === null || typeof body !== 'object' || !('venue' in body)) return { venue: world.venues[0], rest: body };
  const { venue, ...rest } = body;
  return { venue: selectVenue(world, z.object({ venue: z.string() }).parse({ venue }).venue), rest };
}
