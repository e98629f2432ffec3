import { render } from 'preact';
import 'uplot/dist/uPlot.min.css';
import { App } from './app.tsx';
import './style/tokens.css';
import './style/page.css';
import './style/header.css';
import './style/life-cycle.css';
import './style/tracks.css';
import './style/findings.css';
import './style/trials.css';
import './style/tip.css';
import './style/states.css';
import './style/runs.css';
import './style/run.css';
import './style/compare.css';
import './style/watch.css';

const page = document.getElementById('page');
if (page) render(<App url={new URL('v1/overview', document.baseURI).href} />, page);
