import { describe, expect, it } from 'vitest';
import type { OpenApi } from '@/api/openapi';
import { fieldsOf, operationsByTag, typeWords } from './operations';

const document: OpenApi = {
  info: { title: 'Linli', version: '1' },
  paths: {
    '/api/a': { get: { tags: ['一'], summary: '甲' }, post: { tags: ['二'] }, parameters: [] },
    '/api/b': { delete: { tags: ['一'] } },
  },
  components: {
    schemas: {
      Base: {
        type: 'object',
        required: ['id'],
        properties: { id: { type: 'integer', description: '编号' } },
      },
      More: {
        allOf: [
          { $ref: '#/components/schemas/Base' },
          { type: 'object', properties: { tags: { type: 'array', items: { type: 'string' } } } },
        ],
      },
    },
  },
};

describe('the page of the interface', () => {
  it('lists operations by tag and skips what is not one', () => {
    expect(
      operationsByTag(document).map((group) => [group.tag, group.entries.map((entry) => entry.key)]),
    ).toEqual([
      ['一', ['get /api/a', 'delete /api/b']],
      ['二', ['post /api/a']],
    ]);
  });
  it('writes types as one reads them', () => {
    expect(typeWords({ type: ['string', 'null'] })).toBe('string | null');
    expect(typeWords({ oneOf: [{ type: 'null' }, { $ref: '#/components/schemas/Base' }] })).toBe(
      'null | Base',
    );
    expect(typeWords({ type: 'array', items: { enum: ['a', 'b'] } })).toBe('("a" | "b")[]');
    expect(typeWords(undefined)).toBe('unknown');
  });
  it('joins the fields of combined shapes', () => {
    expect(fieldsOf({ $ref: '#/components/schemas/More' }, document)).toEqual([
      { name: 'id', type: 'number', required: true, description: '编号' },
      { name: 'tags', type: 'string[]', required: false, description: '' },
    ]);
  });
});
