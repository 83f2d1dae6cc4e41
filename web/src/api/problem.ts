import type { CellProblem, PlaceProblem, ProblemBody } from './types';

/** Anything the service refused, or the reason why it could not be reached. `message` is one Chinese sentence. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  /** One entry per refused cell, when the service refused single cells of a form. */
  readonly cells: CellProblem[];
  /** One entry per mistake with its place, when the service refused what was written. */
  readonly places: PlaceProblem[];

  constructor(
    status: number,
    code: string,
    detail: string,
    cells: CellProblem[] = [],
    places: PlaceProblem[] = [],
  ) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.cells = cells;
    this.places = places;
  }
}

const FALLBACKS: Record<number, string> = {
  401: '登录已过期，请重新登录。',
  403: '您没有这项权限。如工作需要，请联系本单位管理员开通。',
  404: '没有找到这项内容，可能已被删除，或不在您的辖区内。',
  409: '内容刚刚被别人改过，请刷新后再操作。',
  413: '文件太大，请拆分后再上传。',
  429: '操作太频繁，请稍等一分钟再试。',
  503: '服务正在启动或暂时不可用，请稍后再试。',
};

function isProblemBody(body: unknown): body is ProblemBody {
  return typeof body === 'object' && body !== null && typeof (body as ProblemBody).detail === 'string';
}

/** Reads what the service said; answers of proxies in between carry no detail and get a sentence of ours. */
export async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  if (isProblemBody(body)) {
    return new Problem(response.status, body.code, body.detail, body.cells ?? [], body.places ?? []);
  }
  const fallback =
    FALLBACKS[response.status] ?? `服务出现异常（${response.status}），请稍后再试；反复出现请联系管理员。`;
  return new Problem(response.status, `http-${response.status}`, fallback);
}

/** The request never got an answer. */
export function unreachable(): Problem {
  return new Problem(0, 'unreachable', '连不上服务。请检查网络是否正常，然后重试。');
}

/** Turns whatever was thrown into a Problem, so that screens have one thing to show. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  return new Problem(0, 'unexpected', '页面出现异常，请刷新后重试；反复出现请联系管理员。');
}

/** True when a request was given up on purpose, which is never worth telling anybody. */
export function isAborted(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'AbortError';
}
