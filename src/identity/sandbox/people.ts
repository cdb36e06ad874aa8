import { readFileSync } from 'node:fs';
import { z } from 'zod';

const coded = z.object({ code: z.string(), display: z.string() });
const structure = z.object({
  slug: z.string(),
  id: z.string(),
  name: z.string(),
  commonName: z.string(),
  department: z.string(),
  sector: coded,
  indirectStrong: z.boolean().optional(),
  regulation: z.boolean().optional(),
});
const cabinet = z.object({ id: z.string(), name: z.string(), sector: coded });
const professional = z.object({
  slug: z.string(),
  id: z.string(),
  family: z.string(),
  given: z.string(),
  profession: z.string(),
  /** TRE_G15 unless said. */
  professionSystem: z.string().optional(),
  professionDisplay: z.string(),
  speciality: z.string().optional(),
  specialityDisplay: z.string().optional(),
  section: z.string().optional(),
  sectionDisplay: z.string().optional(),
  activityKind: z.string().optional(),
  activityKindDisplay: z.string().optional(),
  structure: z.string().optional(),
  cabinet: cabinet.optional(),
});
const staff = z.object({
  slug: z.string(),
  id: z.string(),
  family: z.string(),
  given: z.string(),
  structure: z.string(),
});
const patient = z.object({
  slug: z.string(),
  ins: z.string(),
  authority: z.string(),
  family: z.string(),
  givens: z.array(z.string()),
  birthDate: z.string(),
  sex: z.string(),
  email: z.string(),
});
const schema = z.object({
  structures: z.array(structure),
  professionals: z.array(professional),
  staff: z.array(staff),
  patients: z.array(patient),
});

export type SandboxStructure = z.infer<typeof structure>;
export type SandboxProfessional = z.infer<typeof professional>;
export type SandboxStaff = z.infer<typeof staff>;
export type SandboxPatient = z.infer<typeof patient>;
export type SandboxPeople = z.infer<typeof schema>;

/** The people and structures of `fixtures/people.json`. Throws when the file is not what it should be. */
export function readPeople(): SandboxPeople {
  const file = new URL('../../../fixtures/people.json', import.meta.url);
  return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
}
