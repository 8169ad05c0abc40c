/** The form, in one page without scripts. `problem` is a sentence of ours, never what somebody typed. */
export function loginPage(problem = ''): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Breakwater board</title>
<style>
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 16px/1.5 system-ui, sans-serif; background: #10202b; color: #0d1b24 }
  main { background: #fff; padding: 2rem; border-radius: 8px; width: 19rem }
  h1 { font-size: 1.2rem; margin: 0 0 1rem }
  label { display: block; margin: .75rem 0 0 }
  input { width: 100%; box-sizing: border-box; padding: .5rem; font: inherit; border: 1px solid #8aa0ad; border-radius: 4px }
  button { margin-top: 1rem; width: 100%; padding: .6rem; font: inherit; border: 0; border-radius: 4px; background: #0b6e99; color: #fff; cursor: pointer }
  hr { margin: 1.25rem 0 .25rem; border: 0; border-top: 1px solid #c9d4da }
  [role=alert] { margin: 0; color: #a4161a }
</style>
</head>
<body>
<main>
<h1>Breakwater board</h1>
${problem === '' ? '' : `<p role="alert">${problem}</p>`}
<form method="post" action="/login">
<label>User<input name="user" autocomplete="username"></label>
<label>Password<input name="password" type="password" autocomplete="current-password"></label>
<hr>
<label>or token<input name="token" type="password" autocomplete="off"></label>
<button type="submit">Log in</button>
</form>
</main>
</body>
</html>
`;
}
