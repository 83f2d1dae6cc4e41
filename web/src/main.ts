import { createPinia } from 'pinia';
import { createApp } from 'vue';
// Messages and confirmations are called from code, so the build cannot see that their styles are needed.
import 'element-plus/es/components/message/style/css';
import 'element-plus/es/components/message-box/style/css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/element.css';
import App from './App.vue';
import { onSignedOut } from './api/client';
import { buildRouter } from './router';
import { useSession } from './shell/session';

const app = createApp(App);
app.use(createPinia());
const session = useSession();
const router = buildRouter(session);
onSignedOut(() => {
  session.forget();
  const here = router.currentRoute.value;
  if (here.name !== 'signin')
    void router.push({ name: 'signin', query: { next: here.fullPath, expired: '1' } });
});
app.use(router);
app.mount('#app');
