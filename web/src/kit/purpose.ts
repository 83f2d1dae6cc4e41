import { ref } from 'vue';

/** Purposes that come up daily; anything else can be written. */
export const PURPOSES = ['办理本人申请', '走访核实', '填报报表', '数据更正'];

/**
 * The purpose given last, offered again so that ten look-ups for one task need one sentence.
 * It lives in memory only and is gone when the page is closed or somebody signs out.
 */
export const lastPurpose = ref('');
