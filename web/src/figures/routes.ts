import type { RouteRecordRaw } from 'vue-router';

/** 统计 and the border sets that it counts by. */
export const FIGURE_ROUTES: RouteRecordRaw[] = [
  {
    path: '/figures',
    name: 'figures',
    component: () => import('./FiguresPage.vue'),
    meta: { title: '统计' },
  },
  {
    path: '/figures/:id(\\d+)',
    name: 'figure',
    component: () => import('./FigurePage.vue'),
    meta: { title: '统计' },
  },
  {
    path: '/borders',
    name: 'borders',
    component: () => import('../borders/BordersPage.vue'),
    meta: { title: '区划方案' },
  },
  {
    path: '/borders/:id(\\d+)',
    name: 'border',
    component: () => import('../borders/BorderPage.vue'),
    meta: { title: '区划方案' },
  },
];
