/** The floors of the house, from the roof down. A file may import from its own floor and from those below. */
export const FLOORS: readonly (readonly string[])[] = [
  ['main'],
  ['commands'],
  ['app', 'log'],
  [
    'client',
    'registry',
    'repository',
    'mobile',
    'records',
    'patients',
    'vaccination',
    'directory',
    'sign-in',
  ],
  ['soap', 'fhir', 'hl7v2'],
  ['transaction'],
  ['authorization'],
  ['documents', 'ebrim', 'hl7v3', 'cda', 'identity', 'http', 'notification'],
  ['audit', 'store', 'terminology', 'xml', 'config'],
  ['model', 'errors'],
];

/** Those of one floor that do not know one another. */
export const ACTORS: readonly string[] = FLOORS[3] ?? [];

/** The room of a file: the folder under `src/`, or the name of a file that stands alone there. */
export function roomOf(file: string): string {
  const [, first = ''] = file.split('/');
  return first.replace(/\.ts$/, '');
}

/** The number of the floor of a room, 0 the roof; -1 when the house has no such room. */
export function floorOf(room: string): number {
  return FLOORS.findIndex((rooms) => rooms.includes(room));
}
