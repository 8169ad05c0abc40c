import { binanceRoutes } from '@breakwater/paper-venue';

export interface VenueRoute {
  readonly method: string;
  readonly path: string;
  readonly isSigned: boolean;
}

/** `GET /fapi/v2/positionRisk` under the name of ccxt's raw method for it, `fapiPrivateV2GetPositionRisk`. */
function nameOf(method: string, path: string, isPublic: boolean): string {
  const [, version, ...rest] = path.slice(1).split('/');
  const words = rest.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
  return `fapi${isPublic ? 'Public' : 'Private'}${version === 'v1' ? '' : version!.toUpperCase()}${method[0]}${method.slice(1).toLowerCase()}${words}`;
}

const routesByName: ReadonlyMap<string, VenueRoute> = new Map(
  [...binanceRoutes.values()].map(({ method, path, security }): [string, VenueRoute] => [
    nameOf(method, path, security === 'public'),
    { method, path, isSigned: security === 'signed' },
  ]),
);

/** The endpoint behind the name of one of ccxt's raw methods. Throws for a name that the venue does not know. */
export function findRoute(name: string): VenueRoute {
  const route = routesByName.get(name);
  if (route === undefined) throw new Error(`the venue has no endpoint behind ${name}`);
  return route;
}
