/** Chinese words for codes that the service sends; an unknown code is shown as it came rather than hidden. */

const ROLES: Record<string, string> = {
  admin: '管理员',
  department: '区级部门',
  street: '街道（镇）',
  community: '社区工作者',
};
const LEVELS: Record<string, string> = {
  province: '省',
  city: '市',
  district: '区县',
  street: '街道（镇）',
  community: '社区',
  grid: '网格',
};
const ENTITIES: Record<string, string> = {
  person: '人员',
  dwelling: '房屋',
  household: '家庭',
  place: '单位',
  form: '表格自身',
};

export const roleWord = (code: string): string => ROLES[code] ?? code;
export const levelWord = (code: string): string => LEVELS[code.toLowerCase()] ?? code;
export const entityWord = (code: string): string => ENTITIES[code.toLowerCase()] ?? code;
export const BASIS_WORDS: Record<string, { label: string; hint: string }> = {
  home: { label: '实住', hint: '现在住在所选区划内的人，不论户口在哪里。' },
  hukou: { label: '户籍', hint: '户口登记在所选区划内的人，不论现在住在哪里。' },
  either: { label: '实住或户籍', hint: '住在这里或户口在这里，两者有其一就算；同一个人只算一次。' },
};

export type Tone = 'calm' | 'info' | 'good' | 'warn' | 'bad';
export interface StateWord {
  label: string;
  tone: Tone;
}

const DELIVERY_STATES: Record<string, StateWord> = {
  received: { label: '排队中', tone: 'info' },
  loading: { label: '导入中', tone: 'info' },
  loaded: { label: '已导入', tone: 'good' },
  failed: { label: '未能导入', tone: 'bad' },
  undone: { label: '已撤销', tone: 'calm' },
  quarantined: { label: '已隔离，待处理', tone: 'warn' },
  rejected: { label: '已退回', tone: 'bad' },
  withdrawn: { label: '已撤下', tone: 'calm' },
  duplicate: { label: '重复，未再导入', tone: 'calm' },
};
const SUBMISSION_STATES: Record<string, StateWord> = {
  waiting: { label: '待街道分发', tone: 'warn' },
  filling: { label: '填报中', tone: 'info' },
  checking: { label: '待社区审核', tone: 'warn' },
  submitted: { label: '待街道审核', tone: 'warn' },
  returned: { label: '已退回', tone: 'bad' },
  accepted: { label: '已通过', tone: 'good' },
  settled: { label: '已办结', tone: 'good' },
  recalled: { label: '已收回', tone: 'calm' },
};
const REQUEST_STATES: Record<string, StateWord> = {
  waiting: { label: '待审批', tone: 'warn' },
  declined: { label: '未获批准', tone: 'bad' },
  open: { label: '进行中', tone: 'info' },
  complete: { label: '全部通过', tone: 'good' },
  closed: { label: '已结束', tone: 'calm' },
  recalled: { label: '已收回', tone: 'calm' },
};
const SEVERITIES: Record<string, StateWord> = {
  refuse: { label: '退回', tone: 'bad' },
  warn: { label: '提醒', tone: 'warn' },
  note: { label: '说明', tone: 'calm' },
};
const DRIFT_WEIGHTS: Record<string, StateWord> = {
  stop: { label: '停下', tone: 'bad' },
  warn: { label: '提醒', tone: 'warn' },
};
const PULL_STATES: Record<string, StateWord> = {
  running: { label: '抽取中', tone: 'info' },
  done: { label: '已交接', tone: 'good' },
  same: { label: '没有变化', tone: 'calm' },
  failed: { label: '失败', tone: 'bad' },
};
const CELL_STATES: Record<string, StateWord> = {
  prefilled: { label: '预填', tone: 'calm' },
  empty: { label: '待填', tone: 'warn' },
  corrected: { label: '已更正', tone: 'info' },
  typed: { label: '手工填写', tone: 'good' },
  none: { label: '不需填写', tone: 'calm' },
};
const EVENT_ACTS: Record<string, string> = {
  create: '下发任务',
  'ask-approval': '申请审批',
  'approve-sending': '批准下发',
  'decline-sending': '不批准下发',
  extend: '扩大范围',
  due: '调整截止日期',
  forward: '分发到社区',
  assign: '指定填报人',
  recall: '收回',
  resume: '重新下发',
  'zero-touch': '免填报，直接取用',
  approve: '社区审核通过',
  settle: '办结',
  submit: '提交',
  accept: '审核通过',
  return: '退回',
  reopen: '重新打开',
  close: '结束任务',
  workbook: '下载汇总表',
  download: '下载汇总表',
};

const SENDING_STATES: Record<string, StateWord> = {
  waiting: { label: '待审批', tone: 'warn' },
  sent: { label: '已下发', tone: 'good' },
  declined: { label: '未批准', tone: 'bad' },
};
const SENDING_ACTS: Record<string, string> = {
  create: '下发',
  extend: '扩大范围',
  forward: '街道分发',
  due: '调整截止日期',
  reopen: '重新打开',
};
const SENDING_REASONS: Record<string, string> = {
  'over-budget': '超出年度用时预算',
  'short-notice': '时限过短',
  'off-list': '不在基层职责清单内',
};
const MARK_STATES: Record<string, StateWord> = {
  open: { label: '待答复', tone: 'warn' },
  answered: { label: '已答复', tone: 'info' },
  closed: { label: '已了结', tone: 'calm' },
};
/** The ways in which an identity number can be written for a recipient. */
export const OUTPUTS: Record<string, string> = {
  full: '18 位原样',
  'birth-hidden': '隐去出生日期',
  'last-six': '后六位',
  quoted: '前加单引号',
  fifteen: '15 位',
  'birth-and-suffix': '出生日期加后四位',
};

const CONTEST_STATES: Record<string, StateWord> = {
  open: { label: '待答复', tone: 'warn' },
  answered: { label: '已答复', tone: 'info' },
  closed: { label: '已办结', tone: 'good' },
};
const CONTEST_OUTCOMES: Record<string, StateWord> = {
  corrected: { label: '已更正', tone: 'good' },
  upheld: { label: '维持原值', tone: 'calm' },
  unclear: { label: '无法核实', tone: 'warn' },
};
const ITEM_STATES: Record<string, StateWord> = {
  differs: { label: '不一致', tone: 'warn' },
  'only-left': { label: '仅左', tone: 'info' },
  'only-right': { label: '仅右', tone: 'info' },
  ambiguous: { label: '键重复', tone: 'bad' },
};
/** How a difference can be closed, in the order in which the choices are offered. */
export const ITEM_OUTCOMES: Record<string, string> = {
  left: '左方正确',
  right: '右方正确',
  both: '两方都对',
  corrected: '已改正',
  nobody: '查无此人',
  other: '其他',
};

const PROPOSAL_STATES: Record<string, StateWord> = {
  open: { label: '办理中', tone: 'warn' },
  approved: { label: '已批准', tone: 'good' },
  refused: { label: '未同意', tone: 'bad' },
  withdrawn: { label: '已撤回', tone: 'calm' },
};
const HELPER_STATES: Record<string, StateWord> = {
  waiting: { label: '待审批', tone: 'warn' },
  approved: { label: '已同意', tone: 'good' },
  declined: { label: '未同意', tone: 'bad' },
  expired: { label: '已到期', tone: 'calm' },
};
const TRUTHS: Record<string, StateWord> = {
  true: { label: '满足', tone: 'good' },
  false: { label: '不满足', tone: 'calm' },
  unknown: { label: '无法判断', tone: 'warn' },
};
const ORIGINS: Record<string, StateWord> = {
  shipped: { label: '随系统', tone: 'calm' },
  changed: { label: '本地修改', tone: 'info' },
  added: { label: '本地新增', tone: 'info' },
};
export const TAG_LEVELS: Record<string, string> = { city: '市级', district: '区级', street: '街道级' };
export const TAG_ACTIONS: Record<string, string> = { add: '新增', change: '修改', delete: '删除' };
export const TAG_KINDS: Record<string, string> = { base: '基础', dynamic: '动态' };
export const STEP_ACTS: Record<string, string> = {
  propose: '提出',
  agree: '同意',
  refuse: '不同意',
  withdraw: '撤回',
};

const unknown = (code: string): StateWord => ({ label: code, tone: 'calm' });
export const deliveryState = (code: string): StateWord => DELIVERY_STATES[code] ?? unknown(code);
export const submissionState = (code: string): StateWord => SUBMISSION_STATES[code] ?? unknown(code);
export const requestState = (code: string): StateWord => REQUEST_STATES[code] ?? unknown(code);
export const severity = (code: string): StateWord => SEVERITIES[code] ?? unknown(code);
export const driftWeight = (code: string): StateWord => DRIFT_WEIGHTS[code] ?? unknown(code);
export const pullState = (code: string): StateWord => PULL_STATES[code] ?? unknown(code);
export const cellState = (code: string): StateWord => CELL_STATES[code] ?? unknown(code);
export const sendingState = (code: string): StateWord => SENDING_STATES[code] ?? unknown(code);
export const sendingAct = (code: string): string => SENDING_ACTS[code] ?? code;
export const sendingReason = (code: string): string => SENDING_REASONS[code] ?? code;
export const markState = (code: string): StateWord => MARK_STATES[code] ?? unknown(code);
export const eventAct = (code: string): string => EVENT_ACTS[code] ?? code;
export const contestState = (code: string): StateWord => CONTEST_STATES[code] ?? unknown(code);
export const contestOutcome = (code: string): StateWord => CONTEST_OUTCOMES[code] ?? unknown(code);
export const itemState = (code: string): StateWord => ITEM_STATES[code] ?? unknown(code);
export const itemOutcome = (code: string): string => ITEM_OUTCOMES[code] ?? code;

const LEAD_STATES: Record<string, StateWord> = {
  found: { label: '待分派', tone: 'warn' },
  assigned: { label: '待核实', tone: 'warn' },
  verified: { label: '已核实', tone: 'info' },
  contacted: { label: '已联系', tone: 'info' },
  applied: { label: '待街道审核', tone: 'info' },
  approved: { label: '待部门办结', tone: 'info' },
  settled: { label: '已办结', tone: 'good' },
  declined: { label: '不予办理', tone: 'calm' },
  withdrawn: { label: '系统已撤回', tone: 'calm' },
};
const LEAD_KINDS: Record<string, StateWord> = {
  start: { label: '应享未享', tone: 'info' },
  change: { label: '标准应调', tone: 'warn' },
  stop: { label: '应停未停', tone: 'bad' },
};
/** Phases that the cockpit counts and the inbox lists. */
export const LEAD_PHASES: Record<string, string> = {
  untouched: '未开始',
  'in-hand': '办理中',
  'done-this-month': '本月办结',
};
const LEAD_STEPS: Record<string, string> = {
  assign: '分派给社区',
  verify: '核实属实',
  contact: '已联系本人',
  apply: '代办申请',
  approve: '审核通过',
  'give-back': '退回重新核实',
  settle: '办结',
  decline: '不予办理',
  reopen: '重新办理',
  withdraw: '系统撤回',
};
const LEAD_OUTCOMES: Record<string, string> = {
  paid: '已发放',
  adjusted: '已调整',
  stopped: '已停发',
  'not-entitled': '核实不符合条件',
  waived: '本人放弃',
  'paid-elsewhere': '已在别处享受',
  deceased: '已去世',
  'moved-away': '已迁出',
  unreachable: '多次联系不上',
  'data-wrong': '底账数据有误',
  'still-entitled': '核实应继续发放',
  other: '其他原因',
};
const calm = (label: string): StateWord => ({ label, tone: 'calm' });
export const leadStateWord = (code: string): StateWord => LEAD_STATES[code] ?? calm(code);
export const leadKindWord = (code: string): StateWord => LEAD_KINDS[code] ?? calm(code);
export const leadStepWord = (code: string): string => LEAD_STEPS[code] ?? code;
export const leadOutcomeWord = (code: string): string => LEAD_OUTCOMES[code] ?? code;
export const proposalState = (code: string): StateWord => PROPOSAL_STATES[code] ?? unknown(code);
export const helperState = (code: string): StateWord => HELPER_STATES[code] ?? unknown(code);
export const truth = (code: string): StateWord => TRUTHS[code] ?? unknown(code);
export const tagOrigin = (code: string): StateWord => ORIGINS[code] ?? unknown(code);
