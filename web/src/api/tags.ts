import { request } from './client';
import type {
  Proposal,
  ProposalStep,
  RuleAnswer,
  RuleDraft,
  RuleWords,
  TagDraft,
  TagHistory,
  TagPage,
  TagPreview,
  UnsaidTag,
  WhyAnswer,
} from './types';

export const checkRule = (draft: RuleDraft, signal: AbortSignal) =>
  request<RuleAnswer>('/rules/check', { method: 'POST', json: draft, signal });
export const fetchRuleWords = (signal: AbortSignal) => request<RuleWords>('/rules/words', { signal });
export const fetchTagPage = (name: string, area: string | null, signal: AbortSignal) =>
  request<TagPage>('/tags/page', { query: { name, area }, signal });
export const previewTag = (draft: TagDraft, signal: AbortSignal) =>
  request<TagPreview>('/tags/preview', { method: 'POST', json: draft, signal });
export const fetchProposals = (state: string, signal: AbortSignal) =>
  request<Proposal[]>('/tags/proposals', { query: { state }, signal });
export const fetchProposal = (id: number, signal: AbortSignal) =>
  request<Proposal>(`/tags/proposals/${id}`, { signal });
export const proposeTag = (draft: TagDraft) =>
  request<Proposal>('/tags/proposals', { method: 'POST', json: draft });
export const stepProposal = (id: number, step: 'agree' | 'refuse' | 'withdraw', said: ProposalStep) =>
  request<Proposal>(`/tags/proposals/${id}/${step}`, { method: 'POST', json: said });
export const whyTag = (tag: string, person: number, signal: AbortSignal) =>
  request<WhyAnswer>('/tags/why', { method: 'POST', json: { tag, person }, signal });
export const fetchTagHistory = (person: number, signal: AbortSignal) =>
  request<TagHistory>('/tags/history', { method: 'POST', json: { person }, signal });
export const fetchUnsaidTags = (signal: AbortSignal) => request<UnsaidTag[]>('/tags/unsaid', { signal });
