from django.urls import path

from acogida.exchange import callback, difference_views, told_views, views
from acogida.exchange.agreements import views as agreements

urlpatterns = [
    path("agreements/", agreements.listing, name="agreement_list"),
    path("agreements/new", agreements.new, name="agreement_new"),
    path("agreements/<int:pk>/", agreements.page, name="agreement_page"),
    path("agreements/<int:pk>/version", agreements.new, name="agreement_version"),
    path("agreements/<int:pk>/end", agreements.end, name="agreement_end"),
    path("exchange/", views.outbox_page, name="exchange_outbox"),
    path("exchange/<uuid:pk>/", views.outbox_message, name="exchange_message"),
    path("exchange/<uuid:pk>/retry", views.outbox_retry, name="exchange_retry"),
    path("exchange/<uuid:pk>/aside", views.outbox_set_aside, name="exchange_set_aside"),
    path("exchange/again/<slug:agency>", views.outbox_retry_all, name="exchange_retry_all"),
    path("exchange/told/", told_views.inbox_page, name="exchange_inbox"),
    path("exchange/told/<uuid:pk>/", told_views.inbox_message, name="exchange_told"),
    path("exchange/told/<uuid:pk>/retry", told_views.inbox_retry, name="exchange_told_retry"),
    path("exchange/told/<uuid:pk>/aside", told_views.inbox_set_aside, name="exchange_told_set_aside"),
    path("exchange/told/<slug:agency>/", callback.callback, name="exchange_callback"),
    path("exchange/differences/", difference_views.difference_page, name="exchange_differences"),
    path("exchange/differences/<uuid:pk>/", difference_views.difference_detail, name="exchange_difference"),
    path("exchange/differences/<uuid:pk>/explain", difference_views.difference_explain, name="exchange_explain"),
    path("exchange/differences/<uuid:pk>/reopen", difference_views.difference_reopen, name="exchange_reopen"),
    path("exchange/differences/<uuid:pk>/right", difference_views.difference_put_right, name="exchange_put_right"),
    path("exchange/compare/<slug:agency>", difference_views.run_now, name="exchange_compare"),
]
