from django.urls import path

from acogida.exchange import views

urlpatterns = [
    path("exchange/", views.outbox_page, name="exchange_outbox"),
    path("exchange/<uuid:pk>/retry", views.outbox_retry, name="exchange_retry"),
]
