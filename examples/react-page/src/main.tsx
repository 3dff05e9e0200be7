import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Training } from './training.tsx';

function App() {
  const [shown, setShown] = useState(true);
  return (
    <main>
      <h1>A training in a worker</h1>
      <button onClick={() => setShown(!shown)}>{shown ? 'Close' : 'Open'}</button>
      {shown && <Training />}
    </main>
  );
}

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
