"""The app's look, as options of Streamlit: paper and ink with one green, by day and by night.

The fonts come with Streamlit, so nothing is fetched from elsewhere. What options cannot say is in `web/style.css`.
"""

THEME_OPTIONS: dict[str, str | bool] = {
    "theme.font": "sans-serif",
    "theme.headingFont": "serif",
    "theme.baseRadius": "0.5rem",
    "theme.showWidgetBorder": True,
    "theme.linkUnderline": True,
    "theme.paddingBottom": "4rem",
    "theme.light.primaryColor": "#1c5d50",
    "theme.light.backgroundColor": "#fcfbf8",
    "theme.light.secondaryBackgroundColor": "#f3f0e8",
    "theme.light.textColor": "#23282b",
    "theme.light.linkColor": "#1c5d50",
    "theme.light.borderColor": "#d9d4c7",
    "theme.dark.primaryColor": "#2f7d6b",
    "theme.dark.backgroundColor": "#14191a",
    "theme.dark.secondaryBackgroundColor": "#1e2526",
    "theme.dark.textColor": "#e9e6df",
    "theme.dark.linkColor": "#8fd3c0",
    "theme.dark.borderColor": "#384244",
}
