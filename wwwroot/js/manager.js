// What Blazor cannot do by itself. No state of its own but what the browser has.
document.addEventListener('click', async event => {
  const button = event.target.closest('[data-copy]');
  if (button) {
    await navigator.clipboard.writeText(button.dataset.copy);
    const label = button.getAttribute('aria-label');
    button.dataset.copied = '';
    button.setAttribute('aria-label', 'Copied');
    setTimeout(() => { delete button.dataset.copied; button.setAttribute('aria-label', label); }, 1500);
  }
  if (event.target.closest('.skip')) {
    // Blazor takes such a link over, and scrolls only.
    event.preventDefault();
    document.getElementById('content').focus();
  }
  if (event.target.closest('[data-theme-toggle]')) {
    window.tentacleTheme.toggle();
  }
  if (event.target.closest('[data-reload]')) {
    location.reload();
  }
});

// A Manager that has ended comes back under another address only: there is no use in trying for minutes.
const tries = { maxRetries: 8, retryIntervalMilliseconds: attempt => (attempt < 2 ? 250 : 1500) };
Blazor.start({ circuit: { reconnectionOptions: tries } });

const lost = document.getElementById('components-reconnect-modal');
let hasFailed = false;
lost.addEventListener('components-reconnect-state-changed', event => {
  hasFailed = event.detail.state === 'failed';
  if (event.detail.state === 'rejected') {
    // The Manager runs, but knows this page no longer, as after a night's sleep of the machine.
    location.reload();
  }
});
document.addEventListener('visibilitychange', async () => {
  if (hasFailed && document.visibilityState === 'visible' && (await fetch('/', { method: 'HEAD' }).catch(() => null))?.ok) {
    location.reload();
  }
});

// Blazor puts the focus on a page's heading before a page that has to read first has one. Whoever has gone elsewhere since stays there.
new MutationObserver(changes => {
  const isLoaded = changes.some(change => [...change.removedNodes].some(node => node.nodeType === Node.ELEMENT_NODE && (node.matches('.skeleton') || node.querySelector('.skeleton'))));
  if (isLoaded && document.activeElement === document.body) {
    document.querySelector('h1')?.focus();
  }
}).observe(document.body, { childList: true, subtree: true });

// On a phone the rail is wider than the screen: where one is must be in sight.
let here = null;
const showHere = () => here?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
new MutationObserver(() => {
  const now = document.querySelector('.rail [aria-current]');
  if (now !== here) {
    here = now;
    showHere();
  }
}).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['aria-current'] });
window.addEventListener('resize', showHere);

const within = 4;

window.tentacleLog = {
  // Tells when somebody scrolls away from the end, or back to it.
  watch(element, page) {
    element.addEventListener('scroll', () => {
      const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight <= within;
      if (element.tentacleAtEnd !== atEnd && !element.tentacleMoving) {
        element.tentacleAtEnd = atEnd;
        page.invokeMethodAsync('OnScrolled', atEnd);
      }
      element.tentacleMoving = false;
    }, { passive: true });
  },
  toEnd(element) {
    element.tentacleAtEnd = true;
    requestAnimationFrame(() => {
      element.tentacleMoving = true;
      element.scrollTop = element.scrollHeight;
    });
  },
  toLine(element, line, height) {
    element.scrollTop = Math.max(0, line * height - element.clientHeight / 3);
  },
};

const load = (tag, attributes) => new Promise((resolve, reject) => {
  const element = Object.assign(document.createElement(tag), attributes, { onload: resolve, onerror: reject });
  document.head.append(element);
});

// Swagger UI fills examples in, and Execute would send them: a condition that does not hold, the digest of another body. They become text.
function withoutFilledInOptions(spec) {
  const operations = Object.values(spec.paths).flatMap(path => Object.values(path));
  for (const parameter of operations.flatMap(operation => operation.parameters ?? [])) {
    if (parameter.in === 'header' && !parameter.required && parameter.example !== undefined) {
      parameter.description = `${parameter.description ?? ''} For example: \`${parameter.example}\``;
      delete parameter.example;
    }
  }
}

window.tentacleApi = {
  async show(element, instance) {
    if (!window.SwaggerUIBundle) {
      await load('link', { rel: 'stylesheet', href: 'swagger/swagger-ui.css' });
      await load('script', { src: 'swagger/swagger-ui-bundle.js' });
    }
    const root = '/agent/' + encodeURIComponent(instance);
    const answer = await fetch(root + '/api/v1/openapi.json');
    if (!answer.ok) {
      return (await answer.json()).detail ?? 'The agent gave no description of its API.';
    }
    const spec = await answer.json();
    const { header, token } = await (await fetch('/agent/token')).json();
    withoutFilledInOptions(spec);
    spec.servers = [{ url: root, description: 'The agent on this machine, through its local socket' }];
    // A document has one main part, and ours is around it; whatever Swagger UI draws later is looked at, too.
    new MutationObserver(() => element.querySelectorAll('main:not([role])').forEach(inner => inner.setAttribute('role', 'group'))).observe(element, { childList: true, subtree: true });
    window.SwaggerUIBundle({
      spec,
      domNode: element,
      deepLinking: false,
      defaultModelsExpandDepth: -1,
      docExpansion: 'list',
      tryItOutEnabled: true,
      validatorUrl: null,
      requestInterceptor: request => {
        request.headers[header] = token;
        return request;
      },
    });
    return null;
  },
};
