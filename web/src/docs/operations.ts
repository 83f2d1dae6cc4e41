import type { OpenApi, Operation, Schema } from '@/api/openapi';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

export interface Entry {
  key: string;
  method: string;
  path: string;
  operation: Operation;
}

/** All operations of a document by their first tag, in the order in which they are written. */
export function operationsByTag(document: OpenApi): { tag: string; entries: Entry[] }[] {
  const groups = new Map<string, Entry[]>();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method] as Operation | undefined;
      if (!operation) continue;
      const tag = operation.tags?.[0] ?? '其他';
      const entry = { key: `${method} ${path}`, method: method.toUpperCase(), path, operation };
      groups.set(tag, [...(groups.get(tag) ?? []), entry]);
    }
  }
  return [...groups.entries()].map(([tag, entries]) => ({ tag, entries }));
}

const refName = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1);

/** A type in the notation of TypeScript: short for named shapes, spelled out for the others. */
export function typeWords(schema: Schema | undefined): string {
  if (!schema) return 'unknown';
  if (schema.$ref) return refName(schema.$ref);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const options = schema.oneOf ?? schema.anyOf;
  if (options) return [...new Set(options.map(typeWords))].join(' | ');
  if (schema.allOf) return schema.allOf.map(typeWords).join(' & ');
  const types = Array.isArray(schema.type) ? schema.type : [schema.type ?? 'object'];
  return types.map((type) => oneType(type, schema)).join(' | ');
}

function oneType(type: string, schema: Schema): string {
  if (type === 'array') {
    const items = typeWords(schema.items);
    return items.includes(' ') ? `(${items})[]` : `${items}[]`;
  }
  if (type === 'integer') return 'number';
  if (type !== 'object') return type;
  if (schema.properties) return `{ ${Object.keys(schema.properties).join(', ')} }`;
  if (schema.additionalProperties && schema.additionalProperties !== true) {
    return `Record<string, ${typeWords(schema.additionalProperties)}>`;
  }
  return 'object';
}

export interface Field {
  name: string;
  type: string;
  required: boolean;
  description: string;
}

/** The fields of a shape, following a reference and joining what `allOf` combines. */
export function fieldsOf(schema: Schema | undefined, document: OpenApi): Field[] {
  if (!schema) return [];
  if (schema.$ref) return fieldsOf(document.components?.schemas?.[refName(schema.$ref)], document);
  if (schema.allOf) return schema.allOf.flatMap((part) => fieldsOf(part, document));
  if (schema.type === 'array') return fieldsOf(schema.items, document);
  return Object.entries(schema.properties ?? {}).map(([name, field]) => ({
    name,
    type: typeWords(field),
    required: schema.required?.includes(name) ?? false,
    description: field.description ?? '',
  }));
}
