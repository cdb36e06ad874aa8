import type { Reference, Resource } from '../fhir/resources.ts';

/** The contained resources of one resource. The same content is held once. */
export interface Contained {
  readonly resources: readonly Resource[];
  /** Holds a resource, which has no id yet, and returns the reference to it. */
  hold(resource: Resource): Reference;
}

export function contained(): Contained {
  const resources: Resource[] = [];
  const references = new Map<string, Reference>();
  return {
    resources,
    hold(resource) {
      const content = JSON.stringify(resource);
      const known = references.get(content);
      if (known !== undefined) return known;
      const { resourceType, ...rest } = resource;
      const id = `${resourceType.toLowerCase()}-${resources.length + 1}`;
      const reference = { reference: `#${id}` };
      resources.push({ resourceType, id, ...rest });
      references.set(content, reference);
      return reference;
    },
  };
}
