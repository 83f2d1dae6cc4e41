import type { ParameterValue, PolicyComponent, PolicyParameter } from '@/api/types';

/** A line of the table of tiers: a tier, and one of the parameters that it reads. */
export interface TierLine {
  component: string;
  when: string;
  pays: string;
  parameter: PolicyParameter | null;
}

/** Lines of a component; what is the same as on the line above is said once. */
export function tierLines(component: PolicyComponent): TierLine[] {
  return component.rows.flatMap((tier, at) => {
    const parameters = tier.parameters.length ? tier.parameters : [null];
    return parameters.map((parameter, line) => ({
      component: at || line ? '' : component.name,
      when: line ? '' : tier.when,
      pays: line ? '' : `${component.period} ${tier.amount}`,
      parameter,
    }));
  });
}

/** “80至89周岁：200元” */
export function nowWord(parameter: PolicyParameter): string {
  const { name, unit, now } = parameter;
  return now ? `${name}：${now.value}${unit ?? ''}` : `${name}：今天还没有生效的值`;
}

/** “自 2027-01-01 起 250元（依据：…）” */
export function laterWord(later: ParameterValue, unit: string | null | undefined): string {
  return `自 ${later.from} 起 ${later.value}${unit ?? ''}（依据：${sourceWord(later)}）`;
}

/** The document, and what a reader must know of the value. */
export const sourceWord = (value: ParameterValue): string =>
  value.note ? `${value.source}；${value.note}` : value.source;
