import { ref } from 'vue';

/** What single values are looked at for, day by day. */
export const LOOK_PURPOSES = ['办理本人申请', '走访核实', '填报报表', '数据更正'];
/** What a finished form is downloaded for. */
export const DOWNLOAD_PURPOSES = ['汇总上报', '发放核对', '业务存档'];

/**
 * The purpose given last, offered again so that ten look-ups for one task need one sentence.
 * It lives in memory only and is gone when the page is closed or somebody signs out.
 */
export const lastPurpose = ref('');
