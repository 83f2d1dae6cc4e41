import type { FigureRun } from '@/api/types';

const STATES: Record<string, string> = {
  running: '正在统计',
  done: '已完成',
  failed: '没有成功',
  interrupted: '中断',
};

export const stateWord = (state: string): string => STATES[state] ?? state;

/** By what an asked question counts: a border set, or the areas of today. */
export const unitsWord = (run: FigureRun): string =>
  run.border ? `方案：${run.border}` : run.by_street ? '街道（今天的）' : '社区（今天的）';

/** What was counted: households and dwellings are in no segment. */
export const itemsWord = (run: FigureRun): string =>
  [run.segment ? `人群“${run.segment}”的人口` : '人口、户、房屋', ...run.labels].join('、');
