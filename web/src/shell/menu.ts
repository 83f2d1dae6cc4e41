import {
  Aim,
  CircleCheck,
  Clock,
  Collection,
  Connection,
  DocumentCopy,
  FolderOpened,
  DocumentChecked,
  House,
  Key,
  LocationInformation,
  MapLocation,
  OfficeBuilding,
  Present,
  Rank,
  Tickets,
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
  /** Addresses that belong to this entry although they begin differently. */
  also?: string;
  open: (rights: Rights) => boolean;
}
interface Rights {
  can: (right: string) => boolean;
  canAny: (family: string) => boolean;
}

export const MENU: MenuEntry[] = [
  { word: 'workbench', label: '工作台', to: '/workbench', icon: DocumentChecked, open: () => true },
  { word: 'people', label: '人员', to: '/people', icon: User, open: ({ can }) => can('people.read') },
  {
    word: 'dwellings',
    label: '房屋',
    to: '/estates',
    also: '/dwellings',
    icon: House,
    open: ({ can }) => can('people.read'),
  },
  {
    word: 'unplaced',
    label: '未对上地址',
    to: '/unplaced',
    icon: LocationInformation,
    open: ({ can }) => can('people.read'),
  },
  {
    word: 'places',
    label: '单位',
    to: '/places',
    icon: OfficeBuilding,
    open: ({ can }) => can('people.read'),
  },
  {
    word: 'kinds',
    label: '自定义对象',
    to: '/kinds',
    icon: Collection,
    open: ({ can }) => can('people.read'),
  },
  {
    word: 'samples',
    label: '抽样核实',
    to: '/samples',
    icon: CircleCheck,
    open: ({ can }) => can('people.read'),
  },
  {
    word: 'review',
    label: '身份核对',
    to: '/review',
    icon: Connection,
    open: ({ can }) => can('people.identify'),
  },
  {
    word: 'deliveries',
    label: '数据交接',
    to: '/deliveries',
    also: '/sources',
    icon: Upload,
    open: ({ canAny }) => canAny('deliveries.'),
  },
  { word: 'forms', label: '报表', to: '/forms', icon: Tickets, open: ({ canAny }) => canAny('forms.') },
  { word: 'policies', label: '政策', to: '/policies', icon: Present, open: ({ can }) => can('people.read') },
  { word: 'leads', label: '线索', to: '/leads', icon: Aim, open: ({ can }) => can('leads.work') },
  { word: 'ranks', label: '取值规则', to: '/ranks', icon: Rank, open: () => true },
  {
    word: 'comparisons',
    label: '比对',
    to: '/comparisons',
    icon: DocumentCopy,
    open: ({ canAny }) => canAny('comparisons.'),
  },
  {
    word: 'contests',
    label: '校核',
    to: '/contests',
    icon: WarningFilled,
    open: ({ can }) => can('contests.write'),
  },
  {
    word: 'cutovers',
    label: '平移',
    to: '/cutovers',
    icon: FolderOpened,
    open: ({ can }) => can('cutovers.write'),
  },
  {
    word: 'accounts',
    label: '账号',
    to: '/accounts',
    icon: Key,
    open: ({ can }) => can('accounts.write'),
  },
  { word: 'areas', label: '区划', to: '/areas', icon: MapLocation, open: ({ can }) => can('areas.write') },
  { word: 'audit', label: '操作记录', to: '/audit', icon: Clock, open: ({ can }) => can('audit.read') },
];
