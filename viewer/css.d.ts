/** A style sheet as text, as vite hands it over. */
declare module "*.css?inline" {
  const text: string;
  export default text;
}
