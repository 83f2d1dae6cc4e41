import {
  Aim,
  Avatar,
  CircleCheck,
  Clock,
  Collection,
  Connection,
  DataLine,
  DocumentCopy,
  FolderOpened,
  DocumentChecked,
  Grid,
  House,
  Key,
  LocationInformation,
  MapLocation,
  Notebook,
  Odometer,
  OfficeBuilding,
  Present,
  PriceTag,
  Rank,
  Stamp,
  Tickets,
  Trophy,
  Upload,
  User,
  WarningFilled,
} from '@element-plus/icons-vue';
import type { Component } from 'vue';

export interface MenuEntry {
  /** Also the `data-test` name: nav-WORD. */
  word: string;
  label: string;
  to: string;
  icon: Component;
  /** Under which heading it stands; entries without one stand before all headings. */
  group?: MenuGroup;
  /** Addresses that belong to this entry although they begin differently. */
  also?: string;
  open: (rights: Rights) => boolean;
}
export type MenuGroup = '台账' | '报表' | '数据治理' | '标签与政策' | '系统';
/** The headings in their order. */
export const GROUPS: MenuGroup[] = ['台账', '报表', '数据治理', '标签与政策', '系统'];
interface Rights {
  can: (right: string) => boolean;
  canAny: (family: string) => boolean;
}

export const MENU: MenuEntry[] = [
  {
    word: 'workbench',
    label: '工作台',
    to: '/workbench',
    icon: DocumentChecked,
    open: () => true,
  },
  {
    word: 'cockpit',
    label: '驾驶舱',
    to: '/cockpit',
    icon: DataLine,
    open: ({ can }) => can('people.read'),
  },
  {
    word: 'people',
    label: '人员',
    to: '/people',
    icon: User,
    group: '台账',
    open: ({ can }) => can('people.read'),
  },
  {
    word: 'dwellings',
    label: '房屋',
    to: '/estates',
    also: '/dwellings',
    icon: House,
    group: '台账',
    open: ({ can }) => can('people.read'),
  },
  {
    word: 'places',
    label: '单位',
    to: '/places',
    icon: OfficeBuilding,
    group: '台账',
    open: ({ can }) => can('people.read'),
  },
  {
    word: 'kinds',
    label: '自定义对象',
    to: '/kinds',
    icon: Collection,
    group: '台账',
    open: ({ can }) => can('people.read'),
  },
  {
    word: 'forms',
    label: '报表',
    to: '/forms',
    icon: Tickets,
    group: '报表',
    open: ({ canAny }) => canAny('forms.'),
  },
  {
    word: 'library',
    label: '报表目录',
    to: '/library',
    icon: Notebook,
    group: '报表',
    open: ({ canAny }) => canAny('forms.'),
  },
  {
    word: 'tables',
    label: '自由制表',
    to: '/tables',
    icon: Grid,
    group: '报表',
    open: ({ can }) => can('people.read'),
  },
  {
    word: 'burden',
    label: '报表负担',
    to: '/burden',
    icon: Odometer,
    group: '报表',
    open: ({ can }) => can('people.read'),
  },
  {
    word: 'form-rules',
    label: '下发规则',
    to: '/form-rules',
    icon: Stamp,
    group: '报表',
    open: ({ can }) => can('sendings.rules'),
  },
  {
    word: 'deliveries',
    label: '数据交接',
    to: '/deliveries',
    also: '/sources',
    icon: Upload,
    group: '数据治理',
    open: ({ canAny }) => canAny('deliveries.'),
  },
  {
    word: 'unplaced',
    label: '未对上地址',
    to: '/unplaced',
    icon: LocationInformation,
    group: '数据治理',
    open: ({ can }) => can('people.read'),
  },
  {
    word: 'samples',
    label: '抽样核实',
    to: '/samples',
    icon: CircleCheck,
    group: '数据治理',
    open: ({ can }) => can('people.read'),
  },
  {
    word: 'review',
    label: '身份核对',
    to: '/review',
    icon: Connection,
    group: '数据治理',
    open: ({ can }) => can('people.identify'),
  },
  {
    word: 'comparisons',
    label: '比对',
    to: '/comparisons',
    icon: DocumentCopy,
    group: '数据治理',
    open: ({ canAny }) => canAny('comparisons.'),
  },
  {
    word: 'contests',
    label: '校核',
    to: '/contests',
    icon: WarningFilled,
    group: '数据治理',
    open: ({ can }) => can('contests.write'),
  },
  {
    word: 'ranks',
    label: '取值规则',
    to: '/ranks',
    icon: Rank,
    group: '数据治理',
    open: () => true,
  },
  {
    word: 'cutovers',
    label: '平移',
    to: '/cutovers',
    icon: FolderOpened,
    group: '数据治理',
    open: ({ can }) => can('cutovers.write'),
  },
  {
    word: 'tags',
    label: '标签',
    to: '/tags',
    icon: PriceTag,
    group: '标签与政策',
    open: () => true,
  },
  {
    word: 'segments',
    label: '人群',
    to: '/segments',
    icon: Avatar,
    group: '标签与政策',
    open: ({ can }) => can('segments.write'),
  },
  {
    word: 'helpers',
    label: '找骨干',
    to: '/helpers',
    icon: Trophy,
    group: '标签与政策',
    open: ({ can }) => can('segments.write'),
  },
  {
    word: 'policies',
    label: '政策',
    to: '/policies',
    icon: Present,
    group: '标签与政策',
    open: ({ can }) => can('people.read'),
  },
  {
    word: 'leads',
    label: '线索',
    to: '/leads',
    icon: Aim,
    group: '标签与政策',
    open: ({ can }) => can('leads.work'),
  },
  {
    word: 'accounts',
    label: '账号',
    to: '/accounts',
    icon: Key,
    group: '系统',
    open: ({ can }) => can('accounts.write'),
  },
  {
    word: 'areas',
    label: '区划',
    to: '/areas',
    icon: MapLocation,
    group: '系统',
    open: ({ can }) => can('areas.write'),
  },
  {
    word: 'audit',
    label: '操作记录',
    to: '/audit',
    icon: Clock,
    group: '系统',
    open: ({ can }) => can('audit.read'),
  },
];
