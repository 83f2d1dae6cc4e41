import { createRouter, createWebHistory, type Router, type RouteRecordRaw } from 'vue-router';
import { FIGURE_ROUTES } from './figures/routes';
import type { useSession } from './shell/session';

declare module 'vue-router' {
  interface RouteMeta {
    /** Shown in the window's title. */
    title?: string;
    /** Without navigation around it, and open to everybody. */
    bare?: boolean;
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/', redirect: '/workbench' },
  {
    path: '/signin',
    name: 'signin',
    component: () => import('./signin/SignIn.vue'),
    meta: { title: '登录', bare: true },
  },
  {
    path: '/workbench',
    name: 'workbench',
    component: () => import('./workbench/WorkbenchPage.vue'),
    meta: { title: '工作台' },
  },
  {
    path: '/people',
    name: 'people',
    component: () => import('./people/PeoplePage.vue'),
    meta: { title: '人员' },
  },
  {
    path: '/people/:id(\\d+)',
    name: 'person',
    component: () => import('./people/PersonPage.vue'),
    meta: { title: '一人一档' },
  },
  {
    path: '/review',
    name: 'review',
    component: () => import('./review/QueuePage.vue'),
    meta: { title: '身份核对' },
  },
  {
    path: '/review/:id(\\d+)',
    name: 'pair',
    component: () => import('./review/PairPage.vue'),
    meta: { title: '身份核对' },
  },
  {
    path: '/estates',
    name: 'estates',
    component: () => import('./dwellings/EstatesPage.vue'),
    meta: { title: '房屋' },
  },
  {
    path: '/estates/view',
    name: 'estate',
    component: () => import('./dwellings/EstatePage.vue'),
    meta: { title: '楼盘表' },
  },
  {
    path: '/unplaced',
    name: 'unplaced',
    component: () => import('./dwellings/UnplacedPage.vue'),
    meta: { title: '未对上地址' },
  },
  {
    path: '/dwellings/:id(\\d+)',
    name: 'dwelling',
    component: () => import('./dwellings/DwellingPage.vue'),
    meta: { title: '房屋' },
  },
  {
    path: '/households/:id(\\d+)',
    name: 'household',
    component: () => import('./households/HouseholdPage.vue'),
    meta: { title: '户' },
  },
  {
    path: '/places',
    name: 'places',
    component: () => import('./places/PlacesPage.vue'),
    meta: { title: '单位' },
  },
  {
    path: '/places/:id(\\d+)',
    name: 'place',
    component: () => import('./places/PlacePage.vue'),
    meta: { title: '单位' },
  },
  {
    path: '/ranks',
    name: 'ranks',
    component: () => import('./ranks/RanksPage.vue'),
    meta: { title: '取值规则' },
  },
  {
    path: '/samples',
    name: 'samples',
    component: () => import('./samples/SamplesPage.vue'),
    meta: { title: '抽样核实' },
  },
  {
    path: '/samples/:id(\\d+)',
    name: 'sample',
    component: () => import('./samples/SamplePage.vue'),
    meta: { title: '抽样核实' },
  },
  {
    path: '/kinds',
    name: 'kinds',
    component: () => import('./custom/KindsPage.vue'),
    meta: { title: '自定义对象' },
  },
  {
    path: '/kinds/:id(\\d+)',
    name: 'kind',
    component: () => import('./custom/KindPage.vue'),
    meta: { title: '自定义对象' },
  },
  {
    path: '/deliveries',
    name: 'deliveries',
    component: () => import('./deliveries/DeliveriesPage.vue'),
    meta: { title: '数据交接' },
  },
  {
    path: '/deliveries/:id(\\d+)',
    name: 'delivery',
    component: () => import('./deliveries/DeliveryPage.vue'),
    meta: { title: '数据交接' },
  },
  {
    path: '/sources/:code([a-z-]+)',
    name: 'source',
    component: () => import('./sources/SourcePage.vue'),
    meta: { title: '数据来源' },
  },
  {
    path: '/forms/submissions/:id(\\d+)',
    name: 'submission',
    component: () => import('./forms/SubmissionPage.vue'),
    meta: { title: '填报' },
  },
  {
    path: '/forms',
    name: 'forms',
    component: () => import('./forms/FormsPage.vue'),
    meta: { title: '报表' },
  },
  {
    path: '/forms/templates/:id(\\d+)',
    name: 'template',
    component: () => import('./forms/TemplatePage.vue'),
    meta: { title: '表样' },
  },
  {
    path: '/forms/compose',
    name: 'compose',
    component: () => import('./forms/ComposePage.vue'),
    meta: { title: '下发任务' },
  },
  {
    path: '/form-rules',
    name: 'form-rules',
    component: () => import('./forms/RulesPage.vue'),
    meta: { title: '下发规则' },
  },
  {
    path: '/forms/requests/:id(\\d+)',
    name: 'request',
    component: () => import('./forms/RequestPage.vue'),
    meta: { title: '任务进度' },
  },
  {
    path: '/library',
    name: 'library',
    component: () => import('./library/LibraryPage.vue'),
    meta: { title: '报表目录' },
  },
  {
    path: '/comparisons',
    name: 'comparisons',
    component: () => import('./comparisons/ComparisonsPage.vue'),
    meta: { title: '比对' },
  },
  {
    path: '/comparisons/new',
    name: 'comparison-new',
    component: () => import('./comparisons/NewComparisonPage.vue'),
    meta: { title: '新建比对' },
  },
  {
    path: '/comparisons/:id(\\d+)',
    name: 'comparison',
    component: () => import('./comparisons/ComparisonPage.vue'),
    meta: { title: '比对' },
  },
  {
    path: '/payments',
    name: 'payments',
    component: () => import('./policies/PaymentsPage.vue'),
    meta: { title: '重复发放核对' },
  },
  {
    path: '/policies',
    name: 'policies',
    component: () => import('./policies/PoliciesPage.vue'),
    meta: { title: '政策' },
  },
  {
    path: '/policies/:id',
    name: 'policy',
    component: () => import('./policies/PolicyPage.vue'),
    meta: { title: '政策' },
  },
  {
    path: '/policies/:id/unknown',
    name: 'policy-unknown',
    component: () => import('./policies/UnknownPage.vue'),
    meta: { title: '无法判断的人' },
  },
  {
    path: '/leads',
    name: 'leads',
    component: () => import('./leads/LeadsPage.vue'),
    meta: { title: '线索' },
  },
  {
    path: '/leads/:id(\\d+)',
    name: 'lead',
    component: () => import('./leads/LeadPage.vue'),
    meta: { title: '线索' },
  },
  {
    path: '/contests',
    name: 'contests',
    component: () => import('./contests/ContestsPage.vue'),
    meta: { title: '校核' },
  },
  {
    path: '/cockpit',
    name: 'cockpit',
    component: () => import('./cockpit/CockpitPage.vue'),
    meta: { title: '驾驶舱' },
  },
  ...FIGURE_ROUTES,
  {
    path: '/tags',
    name: 'tags',
    component: () => import('./tags/TagsPage.vue'),
    meta: { title: '标签' },
  },
  {
    path: '/tags/view',
    name: 'tag',
    component: () => import('./tags/TagPage.vue'),
    meta: { title: '标签' },
  },
  {
    path: '/tags/propose',
    name: 'tag-propose',
    component: () => import('./tags/ProposePage.vue'),
    meta: { title: '标签提案' },
  },
  {
    path: '/tags/proposals',
    name: 'proposals',
    component: () => import('./tags/ProposalsPage.vue'),
    meta: { title: '标签提案' },
  },
  {
    path: '/tags/proposals/:id(\\d+)',
    name: 'proposal',
    component: () => import('./tags/ProposalPage.vue'),
    meta: { title: '标签提案' },
  },
  {
    path: '/segments',
    name: 'segments',
    component: () => import('./segments/SegmentsPage.vue'),
    meta: { title: '人群' },
  },
  {
    path: '/segments/new',
    name: 'segment-new',
    component: () => import('./segments/SegmentPage.vue'),
    meta: { title: '新建人群' },
  },
  {
    path: '/segments/:id(\\d+)',
    name: 'segment',
    component: () => import('./segments/SegmentPage.vue'),
    meta: { title: '人群' },
  },
  {
    path: '/tables',
    name: 'tables',
    component: () => import('./tables/TablesPage.vue'),
    meta: { title: '自由制表' },
  },
  {
    path: '/tables/new',
    name: 'table-new',
    component: () => import('./tables/TablePage.vue'),
    meta: { title: '新建自由表' },
  },
  {
    path: '/tables/:id(\\d+)',
    name: 'table',
    component: () => import('./tables/TablePage.vue'),
    meta: { title: '自由表' },
  },
  {
    path: '/burden',
    name: 'burden',
    component: () => import('./burden/BurdenPage.vue'),
    meta: { title: '报表负担' },
  },
  {
    path: '/helpers',
    name: 'helpers',
    component: () => import('./helpers/HelpersPage.vue'),
    meta: { title: '找骨干' },
  },
  {
    path: '/cutovers',
    name: 'cutovers',
    component: () => import('./cutovers/CutoversPage.vue'),
    meta: { title: '平移' },
  },
  {
    path: '/accounts',
    name: 'accounts',
    component: () => import('./accounts/AccountsPage.vue'),
    meta: { title: '账号' },
  },
  {
    path: '/areas',
    name: 'areas',
    component: () => import('./areas/AreasPage.vue'),
    meta: { title: '区划' },
  },
  {
    path: '/audit',
    name: 'audit',
    component: () => import('./audit/AuditPage.vue'),
    meta: { title: '操作记录' },
  },
  {
    path: '/docs',
    name: 'docs',
    component: () => import('./docs/DocsPage.vue'),
    meta: { title: '接口文档', bare: true },
  },
  {
    path: '/:rest(.*)*',
    name: 'missing',
    component: () => import('./shell/MissingPage.vue'),
    meta: { title: '页面不存在' },
  },
];

/** Only an address inside this site may be returned to after signing in. */
export function safeNext(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/workbench';
}

export function buildRouter(session: ReturnType<typeof useSession>): Router {
  const router = createRouter({
    history: createWebHistory(),
    routes,
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  });
  router.beforeEach(async (to) => {
    if (to.meta.bare) return true;
    await session.recall();
    if (session.me || session.problem) return true;
    return { name: 'signin', query: to.fullPath === '/workbench' ? {} : { next: to.fullPath } };
  });
  router.onError((err, to) => {
    // After an update the pages of the old build are gone from the server: load the new one, once.
    const gone = err instanceof TypeError && /dynamically imported module|module script/i.test(err.message);
    if (gone && sessionStorage.getItem('reloaded') !== to.fullPath) {
      sessionStorage.setItem('reloaded', to.fullPath);
      window.location.assign(to.fullPath);
    }
  });
  router.afterEach((to) => {
    document.title = to.meta.title ? `${to.meta.title} · 邻里 Linli` : '邻里 Linli';
  });
  return router;
}
